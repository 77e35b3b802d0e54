// Runs a command, gathers what it prints, and never waits for it longer than its time limit.
import { type ChildProcess, spawn } from 'node:child_process';

export interface SpawnOptions {
  cwd?: string;
  /** The whole environment. */
  env?: NodeJS.ProcessEnv;
  /** Standard input; nothing at all unless given. */
  input?: string | Uint8Array;
  /** File that standard output goes to, as a descriptor. */
  stdout?: number;
  /** User and group that it runs as, if this process may choose. */
  uid?: number;
  /** Milliseconds after which the command is killed and the promise rejected. */
  timeLimit?: number;
  /** Told all of standard output so far, whenever there is more. */
  onOutput?: (text: string, child: Handle) => void;
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

const numbers: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
};

const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Rejects when the command can't be started or takes longer than its limit. */
export function run(command: string, args: readonly string[], options: SpawnOptions = {}): Promise<Result> {
  const { cwd, env = process.env, input, timeLimit = 30_000 } = options;
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const interactive = input !== undefined || options.onOutput !== undefined;
    const child = spawn(command, args, {
      cwd,
      env,
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
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeLimit);
    child.stdout?.on('data', (data: Buffer) => {
      stdout.push(data);
      options.onOutput?.(Buffer.concat(stdout).toString(), handle);
    });
    child.stderr?.on('data', (data: Buffer) => stderr.push(data));
    // A command that does not read all of its input closes the pipe.
    child.stdin?.on('error', () => {});
    if (input !== undefined) child.stdin?.end(input);
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      running.delete(child);
      clearTimeout(timer);
      const result: Result = {
        code: code ?? 128 + ((signal && numbers[signal]) ?? 0),
        stdout: Buffer.concat(stdout),
        stderr: Buffer.concat(stderr).toString(),
        milliseconds: performance.now() - begun,
      };
      if (!late) resolve(result);
      else
        reject(
          new Error(
            `${[command, ...args].join(' ')}: not finished after ${timeLimit} ms\n${result.stdout}\n${result.stderr}`,
          ),
        );
    });
  });
}
