// Compiles test programs to images in this process, so that the compiler is started once a test file.
import { basename, join } from 'node:path';
import { freshFolder, root, support } from './folders.js';

const compiled = new Map<string, Promise<string>>();

/** The image's path; equal arguments are compiled once. Throws with the compiler's messages. */
export function compileImage(sources: readonly string[], flags: readonly string[] = []): Promise<string> {
  const key = JSON.stringify([sources, flags]);
  let image = compiled.get(key);
  if (!image) compiled.set(key, (image = compile(sources, flags)));
  return image;
}

async function compile(sources: readonly string[], flags: readonly string[]): Promise<string> {
  const { runDriver } = (await import(
    join(root, 'dist/loader/cc/driver.js')
  )) as typeof import('../../loader/cc/driver.js');
  const output = join(freshFolder(), basename(sources[0]!).replace(/\.c$/, '.wasm'));
  let messages = '';
  const code = await runDriver({
    args: ['-O1', '-w', `-I${support}`, ...flags, ...sources, '-o', output, '-lm', '-lpthread'],
    cwd: root,
    onDiagnostics: (text) => (messages += text),
  });
  if (code !== 0) throw new Error(`hermit-wasm cc ${sources.join(' ')}:\n${messages}`);
  return output;
}
