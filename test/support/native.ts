// The same programs compiled for this machine, where it has a compiler: what they print is what is expected.
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { freshFolder, support } from './folders.js';
import { run } from './spawn.js';

let found: boolean | undefined;

/** Whether gcc is there. */
export function hasNativeCompiler(): boolean {
  found ??= spawnSync('gcc', ['--version'], { stdio: 'ignore' }).status === 0;
  return found;
}

/** The path of the executable. Throws with the compiler's messages. */
export async function compileNative(sources: readonly string[], flags: readonly string[] = []): Promise<string> {
  const output = join(freshFolder(), basename(sources[0]!).replace(/\.c$/, ''));
  const args = ['-std=gnu11', '-O1', '-w', `-I${support}`, ...flags, ...sources, '-o', output, '-lm', '-lpthread'];
  const { code, stderr } = await run('gcc', args, { timeLimit: 60_000 });
  if (code !== 0) throw new Error(`gcc ${args.join(' ')}:\n${stderr}`);
  return output;
}
