// `hermit-wasm run` beside the test, with ports that Linux chooses: what it prints, its end.
import { commandLine, environment } from './hermit.js';
import { within } from './patience.js';
import { start } from './spawn.js';

export interface Beside {
  /** Of this machine, in the order of the options. */
  ports: number[];
  stdout(): string;
  stderr(): string;
  /** Resolves with the exit code. */
  done: Promise<number>;
  stop(): Promise<number>;
}

/** Resolves when the program has said `isles` times that it is ready. */
export async function runBeside(
  args: readonly string[],
  { isles = 1, env = environment }: { isles?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Beside> {
  const published = args.filter((arg) => arg === '-p').length;
  let look = (): void => {};
  const child = start(commandLine, ['run', ...args], {
    env,
    onOutput: () => look(),
    onError: () => look(),
  });
  const ports = (): number[] =>
    [...child.stderr().matchAll(/is published at \S*:(\d+)\n/g)].map(([, port]) => Number(port));
  const done = child.done.then(({ code }) => code);
  const ready = new Promise<void>((resolve, reject) => {
    look = () => {
      if (child.stdout().split('ready\n').length > isles && ports().length === published) resolve();
    };
    done.then(
      (code) => reject(new Error(`ended before it was ready, with code ${code}: ${child.stdout()}${child.stderr()}`)),
      reject,
    );
  });
  await within(`${args.join(' ')}: ready`, ready);
  return {
    ports: ports(),
    stdout: child.stdout,
    stderr: child.stderr,
    done,
    stop() {
      child.kill('SIGKILL');
      return done;
    },
  };
}
