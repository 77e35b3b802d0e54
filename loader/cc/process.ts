/** A process that runs the compiler package's tools for the one that started it. */
import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { onAbort } from '../../runtime/aborts';
import { HermitError } from '../../runtime/errors';
import { abortError, FAULT, type RunOptions, tookTooLong } from './limits';
import type { FromCompiler, Job, JobResult, ToCompiler } from './messages';
import { packageDirectory } from './package';

export class CompilerProcess {
  private readonly child: ChildProcess;
  private nextId = 1;
  private complaint = '';
  alive = true;

  constructor() {
    this.child = spawn(process.execPath, [path.join(__dirname, 'entry/process.js'), packageDirectory()], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'advanced',
      env: {},
    });
    this.child.stderr?.on('data', (data: Buffer) => (this.complaint = (this.complaint + data.toString()).slice(-2000)));
    this.child.on('error', () => (this.alive = false));
    this.child.on('exit', () => (this.alive = false));
    this.hold(false);
  }

  /** Whether this process keeps its user's event loop alive: only while it works. */
  private hold(on: boolean): void {
    const method = on ? 'ref' : 'unref';
    this.child[method]();
    this.child.channel?.[method]();
    (this.child.stderr as unknown as { ref(): void; unref(): void } | null)?.[method]();
  }

  kill(): void {
    this.alive = false;
    this.child.kill('SIGKILL');
  }

  run(job: Job, { signal, timeLimitMs }: RunOptions): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      const id = this.nextId++;
      const end = (settle: () => void) => {
        clearTimeout(timer);
        deaf?.();
        this.child.off('message', onMessage).off('exit', onExit).off('error', onError);
        this.hold(false);
        settle();
      };
      const stop = (error: Error) => {
        this.kill();
        end(() => reject(error));
      };
      const deaf = signal && onAbort(signal, () => stop(abortError(signal)));
      const onMessage = (message: FromCompiler) => message.id === id && end(() => resolve(message.result));
      const onError = (error: Error) =>
        stop(new HermitError('HERMIT_ECOMPILER', `the compiler could not be started: ${error.message}`));
      const onExit = (code: number | null, by: string | null) =>
        stop(
          new HermitError(
            'HERMIT_ECOMPILER',
            `the compiler crashed (${by ?? `status ${code}`}); ${FAULT}.${this.complaint && ` It said: ${this.complaint.trim()}`}`,
          ),
        );
      const timer = setTimeout(() => stop(tookTooLong(timeLimitMs)), timeLimitMs);
      this.child.on('message', onMessage).on('exit', onExit).on('error', onError);
      this.hold(true);
      const message: ToCompiler = { id, job };
      this.child.send(message, (error) => error && onExit(this.child.exitCode, this.child.signalCode));
    });
  }
}
