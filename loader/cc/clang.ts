/** Processes that run the compiler package's tools: started when first needed, reused for many jobs, thrown away after a failure. */
import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { onAbort } from '../../runtime/aborts';
import { HermitError } from '../../runtime/errors';
import type { FromCompiler, Job, JobResult, ToCompiler } from './messages';

/** Milliseconds that one job may take before the compiler counts as stuck; clang 22 loops for ever on a few inputs. */
export const TIME_LIMIT = 300_000;

/** Folder of the package with bundle.js, the modules and the resources. */
export function packageDirectory(): string {
  try {
    return path.dirname(require.resolve('@yowasp/clang'));
  } catch {
    throw new HermitError(
      'HERMIT_ECOMPILER',
      'the compiler package @yowasp/clang is not installed: run `npm install` in the project',
    );
  }
}

/** The package's version, which stands for clang, wasm-ld and llvm-ar in cache keys. */
export function compilerVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(packageDirectory(), '../package.json'), 'utf8')) as { version: string })
    .version;
}

export interface RunOptions {
  signal?: AbortSignal | undefined;
  /** Milliseconds; TIME_LIMIT when absent. */
  timeLimitMs?: number | undefined;
}

interface Waiting {
  job: Job;
  options: RunOptions;
  resolve(result: JobResult): void;
  reject(error: Error): void;
}

const FAULT = 'this is a fault of the compiler, not of your program';

class CompilerProcess {
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

  run(job: Job, { signal, timeLimitMs = TIME_LIMIT }: RunOptions): Promise<JobResult> {
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
      const timer = setTimeout(
        () =>
          stop(
            new HermitError(
              'HERMIT_ECOMPILER',
              `the compiler did not finish within ${timeLimitMs / 1000} s; ${FAULT}: compile the files one by one to find the construct that it hangs on (it is known to hang on OpenMP's clauses safesync and transparent)`,
            ),
          ),
        timeLimitMs,
      );
      this.child.on('message', onMessage).on('exit', onExit).on('error', onError);
      this.hold(true);
      const message: ToCompiler = { id, job };
      this.child.send(message, (error) => error && onExit(this.child.exitCode, this.child.signalCode));
    });
  }
}

function abortError(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error
    ? signal.reason
    : new HermitError('HERMIT_EABORT', 'the compilation was aborted');
}

/** Up to `size` compilers at work at the same time; more jobs wait in a queue. */
export class Compilers {
  private readonly size: number;
  private readonly idle: CompilerProcess[] = [];
  private readonly busy = new Set<CompilerProcess>();
  private readonly queue: Waiting[] = [];

  constructor(size = 1) {
    this.size = size;
  }

  /**
   * Runs a job. A program with errors is a result like any other (status, stderr); rejects with HERMIT_ECOMPILER when the
   * compiler crashes, does not end in time or can't be started, and with the signal's reason when aborted.
   */
  run(job: Job, options: RunOptions = {}): Promise<JobResult> {
    return new Promise((resolve, reject) => {
      this.queue.push({ job, options, resolve, reject });
      this.next();
    });
  }

  private next(): void {
    if (this.busy.size >= this.size) return;
    const waiting = this.queue.shift();
    if (!waiting) return;
    if (waiting.options.signal?.aborted) {
      waiting.reject(abortError(waiting.options.signal));
      return this.next();
    }
    let compiler = this.idle.pop();
    while (compiler && !compiler.alive) compiler = this.idle.pop();
    compiler ??= new CompilerProcess();
    const used = compiler;
    this.busy.add(used);
    used
      .run(waiting.job, waiting.options)
      .then(
        (result) => (result.crash === null ? waiting.resolve(result) : waiting.reject(crashError(result))),
        waiting.reject,
      )
      .finally(() => {
        this.busy.delete(used);
        if (used.alive) this.idle.push(used);
        this.next();
      });
  }

  /** Ends the processes; jobs under way are rejected. */
  close(): void {
    for (const compiler of [...this.idle.splice(0), ...this.busy]) compiler.kill();
  }
}

/** Constructs that this clang is known to crash on, by what it says then; and what to write instead. */
const crashes: readonly (readonly [said: string, text: string])[] = [
  [
    'Cannot create binary operator with two operands of differing type',
    'it crashes on a reduction over a whole variable-length array, and on an inscan reduction over any whole array: write its section, `reduction(+: a[:n])` for `double a[n]` and a[:n][:m] for two dimensions (in scan as well)',
  ],
];

function crashError(result: JobResult): HermitError {
  const said = Buffer.from(result.stderr).toString().trim().split('\n').slice(0, 12).join('\n');
  const stack = /stack|out of bounds/i.test(result.crash ?? '')
    ? ' (perhaps its stack overflowed: is something nested very deeply?)'
    : '';
  const known = crashes.find(([text]) => said.includes(text))?.[1];
  const advice = known ? `\n${known}` : '';
  return new HermitError(
    'HERMIT_ECOMPILER',
    `the compiler crashed: ${result.crash}${stack}; ${FAULT}.${said && `\n${said}`}${advice}`,
  );
}
