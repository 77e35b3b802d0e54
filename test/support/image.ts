// Compiles test programs to images in this process, so that the compiler is started once a test file.
import { basename, join } from 'node:path';
import { freshFolder, root, support } from './folders.js';

/** The image's path. Throws with the compiler's messages. */
export async function compileImage(sources: readonly string[], flags: readonly string[] = []): Promise<string> {
  const { runDriver } = (await import(join(root, 'dist/loader/cc/index.js'))) as typeof import('../../loader/cc/index.js');
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
