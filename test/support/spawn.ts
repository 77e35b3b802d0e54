// Runs commands, gathers what they print, and never waits longer for them than PATIENCE.
import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { PATIENCE } from './patience.js';

export interface SpawnOptions {
  cwd?: string;
  /** The whole environment, but for TMPDIR and the compiler's socket, which are the run's: see whole-run.ts. */
  env?: NodeJS.ProcessEnv;
  /** Standard input; nothing at all unless given. */
  input?: string | Uint8Array;
  /** File that standard output goes to, as a descriptor. */
  stdout?: number;
  /** User and group that it runs as, if this process may choose. */
  uid?: number;
  /** Told all of standard output so far, whenever there is more. */
  onOutput?: (text: string, child: Handle) => void;
  /** Told whenever there is more of standard error. */
  onError?: () => void;
}

export interface Handle {
  kill(signal: NodeJS.Signals): void;
  /** Writes to standard input, and closes it when `text` is null. */
  write(text: string | null): void;
  closeOutput(): void;
}

export interface Result {
  /** Exit code, or 128 and the signal's number as a shell says it. */
  code: number;
  stdout: Buffer;
  stderr: string;
  milliseconds: number;
}

/** A command that runs. */
export interface Running extends Handle {
  pid: number | undefined;
  /** So far. */
  stdout(): string;
  stderr(): string;
  /** Rejects when the command can't be started, or still runs after PATIENCE: it is killed then. */
  done: Promise<Result>;
}

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export function start(command: string, args: readonly string[], options: SpawnOptions = {}): Running {
  const { cwd, env = process.env, input } = options;
  const begun = performance.now();
  const interactive = input !== undefined || options.onOutput !== undefined;
  const child = spawn(command, args, {
    cwd,
    env: { HERMIT_CC_DAEMON: process.env['HERMIT_CC_DAEMON'], ...env, TMPDIR: process.env['TMPDIR'] },
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
    stdio: [interactive ? 'pipe' : 'ignore', options.stdout ?? 'pipe', 'pipe'],
  });
  running.add(child);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  const handle: Handle = {
    kill: (signal) => child.kill(signal),
    write: (text) => (text === null ? child.stdin?.end() : child.stdin?.write(text)),
    closeOutput: () => child.stdout?.destroy(),
  };
  child.stdout?.on('data', (data: Buffer) => {
    stdout.push(data);
    options.onOutput?.(Buffer.concat(stdout).toString(), handle);
  });
  child.stderr?.on('data', (data: Buffer) => {
    stderr.push(data);
    options.onError?.();
  });
  // A command that does not read all of its input closes the pipe.
  child.stdin?.on('error', () => {});
  if (input !== undefined) child.stdin?.end(input);
  const done = new Promise<Result>((resolve, reject) => {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, PATIENCE);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      clearTimeout(timer);
      const result: Result = {
        code: code ?? 128 + (signal ? constants.signals[signal] : 0),
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
        milliseconds: performance.now() - begun,
      };
      if (!late) resolve(result);
      else
        reject(
          new Error(
            `${[command, ...args].join(' ')}: not finished after ${PATIENCE} ms\n${result.stdout}\n${result.stderr}`,
          ),
        );
    });
  });
  const text = (parts: Buffer[]) => (): string => Buffer.concat(parts).toString();
  return { ...handle, pid: child.pid, stdout: text(stdout), stderr: text(stderr), done };
}

export const run = (command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Result> =>
  start(command, args, options).done;
