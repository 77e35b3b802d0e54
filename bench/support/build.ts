// Compiles one C source twice: to an image and, with gcc -O3, for the machine itself.
import { basename, join, resolve } from 'node:path';
import type { Context } from '../model.js';
import { folder, withinFolder } from './folder.js';
import { Absent } from './problems.js';
import { output } from './process.js';

export { folder };

/** dist/bench/support → the package, where the sources of programs lie. */
export const root = resolve(__dirname, '../../..');
export const commandLine = join(root, 'dist/loader/cli/main.js');

/** Seconds that compiling one program may take. */
const LIMIT = 300;

type Builder = Pick<Context, 'signal' | 'note'>;
type Sources = string | readonly string[];

/** Of this package. */
const paths = (sources: Sources): string[] => [sources].flat().map((source) => resolve(root, source));

const compile = (context: Builder, command: string, args: readonly string[], input = ''): Promise<unknown> =>
  output(command, args, { cwd: folder(), env: withinFolder(), limit: LIMIT, signal: context.signal, input });

let names = 0;

/** A new name for what is made of sources, the first of which names it. */
const outputName = (files: readonly string[], ending: string): string =>
  join(folder(), `${basename(files[0]!, '.c')}-${++names}${ending}`);

/**
 * The image's path.
 * @param sources paths from the package's folder on
 */
export async function image(context: Builder, sources: Sources, flags: readonly string[] = ['-O3']): Promise<string> {
  const files = paths(sources);
  const path = outputName(files, '.wasm');
  await compile(context, process.execPath, [commandLine, 'cc', ...flags, ...files, '-o', path, '-lm', '-lpthread']);
  return path;
}

/** The executable's path, or null, with a note, where there is no such compiler or it lacks a library that the flags ask for. */
export async function native(
  context: Builder,
  sources: Sources,
  flags: readonly string[] = ['-O3'],
  compiler = 'gcc',
): Promise<string | null> {
  const files = paths(sources);
  const path = outputName(files, `-${compiler}`);
  try {
    await compile(context, compiler, ['-x', 'c', ...flags, '-', '-o', path], 'int main(void) { return 0; }\n');
  } catch (error) {
    if (context.signal.aborted) throw error;
    context.note(
      error instanceof Absent
        ? `${compiler} is not installed: nothing native to compare with where it is needed`
        : `${compiler} ${flags.join(' ')} does not make programs here: nothing native to compare with where it is needed`,
    );
    return null;
  }
  await compile(context, compiler, ['-std=gnu11', ...flags, ...files, '-o', path, '-lm', '-lpthread']);
  return path;
}
