// Compiles test programs to images.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { freshFolder, root, support } from './folders.js';

const compiled = new Map<string, Promise<string>>();

/** The image's path; equal arguments are compiled once a run, whatever the test file. Throws with the compiler's messages. */
export function compileImage(sources: readonly string[], flags: readonly string[] = []): Promise<string> {
  const key = JSON.stringify([sources, flags]);
  let image = compiled.get(key);
  if (!image) compiled.set(key, (image = shared(key, sources, flags)));
  return image;
}

/** Of two workers that compile the same at the same time, the later one's image is kept: they are equal. */
async function shared(key: string, sources: readonly string[], flags: readonly string[]): Promise<string> {
  const run = process.env['HERMIT_TEST_FOLDER'];
  const name = basename(sources[0]!).replace(/\.c(pp)?$/, '.wasm');
  const compiling = join(freshFolder(), name);
  if (run === undefined) return compile(sources, flags, compiling);
  const folder = join(run, 'images', createHash('sha256').update(key).digest('hex').slice(0, 24));
  const image = join(folder, name);
  if (existsSync(image)) return image;
  await compile(sources, flags, compiling);
  mkdirSync(folder, { recursive: true });
  renameSync(compiling, image);
  return image;
}

async function compile(sources: readonly string[], flags: readonly string[], output: string): Promise<string> {
  const { runDriver } = (await import(
    join(root, 'dist/loader/cc/driver.js')
  )) as typeof import('../../loader/cc/driver.js');
  let messages = '';
  const code = await runDriver({
    args: [
      '-O1',
      '-w',
      ...(sources.some((source) => source.endsWith('.cpp')) ? ['-std=gnu++20'] : []),
      `-I${support}`,
      ...flags,
      ...sources,
      '-o',
      output,
      '-lm',
      '-lpthread',
    ],
    cwd: root,
    onDiagnostics: (text) => (messages += text),
  });
  if (code !== 0) throw new Error(`hermit-wasm cc ${sources.join(' ')}:\n${messages}`);
  return output;
}
