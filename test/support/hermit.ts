// The command under test, as built.
import { dirname, join } from 'node:path';
import { root } from './folders.js';
import { type Result, type SpawnOptions, run } from './spawn.js';

export const commandLine = join(root, 'dist/loader/cli/main.js');

/** What the command may see of the environment: nothing that changes its options. The Node that it finds is the one that runs the tests. */
export const environment: NodeJS.ProcessEnv = {
  PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
  HOME: process.env.HOME,
  ...(process.env.HERMIT_CACHE && { HERMIT_CACHE: process.env.HERMIT_CACHE }),
  ...(process.env.XDG_CACHE_HOME && { XDG_CACHE_HOME: process.env.XDG_CACHE_HOME }),
};

export function hermit(args: readonly string[], options: SpawnOptions = {}): Promise<Result> {
  return run(commandLine, args, { env: environment, ...options });
}

/** Runs hermit-wasm under another command that takes a command, such as `taskset -c 0`. */
export function hermitUnder(
  prefix: readonly string[],
  args: readonly string[],
  options: SpawnOptions = {},
): Promise<Result> {
  const [command, ...rest] = prefix;
  return run(command!, [...rest, commandLine, ...args], { env: environment, ...options });
}
