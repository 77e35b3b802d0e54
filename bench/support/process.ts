// Programs as processes: pinned, limited in time, ended with all that they started when the run is interrupted.
import { endGroup, startGroup } from './groups.js';
import { Absent, Failed, Interrupted } from './problems.js';

const OUTPUT_MAX = 1 << 26;
/** What is kept of the words of a program that failed. */
const WORDS_MAX = 2000;
const TRAP = 134;

export interface ProgramOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Written to its standard input. */
  input?: string;
  /** Seconds. */
  limit: number;
  signal: AbortSignal;
}

export interface Output {
  stdout: string;
  stderr: string;
}

/** The last words of a program, without the empty end. */
export const lastWords = (text: string): string => text.trimEnd().slice(-WORDS_MAX);

/**
 * What a program that ends by itself printed.
 * @throws Absent where there is no such program; Failed when it does not end with code 0 in time; Interrupted
 */
export function output(command: string, args: readonly string[], options: ProgramOptions): Promise<Output> {
  const { cwd, env, input, limit, signal } = options;
  if (signal.aborted) return Promise.reject(new Interrupted());
  return new Promise((resolve, reject) => {
    const child = startGroup(command, args, { cwd, env, stdio: ['pipe', 'pipe', 'pipe'] });
    const said = { stdout: '', stderr: '' };
    let why: Error | undefined;
    const stop = (reason: Error): void => {
      why ??= reason;
      endGroup(child);
    };
    const interrupt = (): void => stop(new Interrupted());
    const timer = setTimeout(() => stop(new Failed(`${command}: did not end in ${limit} s`)), limit * 1000);
    signal.addEventListener('abort', interrupt, { once: true });
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        if (said[name].length > OUTPUT_MAX) stop(new Failed(`${command}: printed more than ${OUTPUT_MAX} bytes`));
      });
    }
    const settle = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
    };
    child.stdin!.on('error', () => {});
    child.stdin!.end(input ?? '');
    child.on('error', (error: NodeJS.ErrnoException) => {
      settle();
      reject(
        error.code === 'ENOENT'
          ? new Absent(`${command} is not installed`)
          : new Failed(`${command}: ${error.message}`),
      );
    });
    child.on('close', (code, by) => {
      settle();
      if (why) reject(why);
      else if (code === 0) resolve(said);
      else reject(new Failed(ending(code, by, said.stderr)));
    });
  });
}

/** How a program ended, in words. */
export function ending(code: number | null, signal: NodeJS.Signals | null, stderr: string): string {
  const how = code === TRAP ? 'it trapped' : code === null ? `it was ended by ${signal}` : `it ended with code ${code}`;
  return `${how}${stderr ? `: ${lastWords(stderr)}` : ''}`;
}
