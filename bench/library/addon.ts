// A C source as an addon for Node, as node-gyp would build it, but for its flags.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../model.js';
import { folder, root } from '../support/build.js';
import { withinFolder } from '../support/folder.js';
import { Absent } from '../support/problems.js';
import { output } from '../support/process.js';

/** Seconds that compiling may take. */
const LIMIT = 120;

/**
 * The addon's path: a .node by Node-API where Node's headers lie beside Node, else a shared library (.so) to be loaded by koffi. Null, with
 * a note, without gcc.
 */
export async function addon(context: Context, name: string, flags: readonly string[]): Promise<string | null> {
  const headers = join(process.execPath, '../../include/node');
  const known = existsSync(join(headers, 'node_api.h'));
  const file = join(folder(), `${name}.${known ? 'node' : 'so'}`);
  const sources = ['multiply.c', ...(known ? ['addon.c'] : [])].map((source) => join(root, 'bench/library', source));
  const shared = ['-fPIC', '-shared', '-fopenmp', ...(known ? [`-I${headers}`] : [])];
  if (!known) context.note(`${headers} has no node_api.h: the native multiplication is called through koffi`);
  try {
    await output('gcc', [...flags, ...shared, ...sources, '-o', file], {
      env: withinFolder(),
      limit: LIMIT,
      signal: context.signal,
    });
    return file;
  } catch (error) {
    if (!(error instanceof Absent)) throw error;
    context.note('gcc is not installed: no native addon to compare the matrix multiplication with');
    return null;
  }
}
