/** Which program some bytes are. */
import { readModule } from '../wasm/reader.js';
import { Image } from './image.js';
import type { Program } from './program.js';

const known = new WeakMap<Uint8Array, Program>();

/** Tells which program it is, and checks it, once for the same bytes. @throws HermitError HERMIT_EIMAGE, HERMIT_EVERSION, HERMIT_EWASI. */
export function programOf(name: string, image: Uint8Array): Program {
  let program = known.get(image);
  if (program) return program;
  const module = readModule(name, image);
  // Images import from hermit_N alone, and their entries have other names.
  if (!module.imports().some((i) => i.module.startsWith('hermit_'))) {
    const { looksLikeWasi } = require('../wasi/program.js') as typeof import('../wasi/program.js');
    if (looksLikeWasi(module)) {
      const { WasiModule } = require('./wasi-module.js') as typeof import('./wasi-module.js');
      program = new WasiModule(name, image, module);
    }
  }
  program ??= new Image(name, image, module);
  known.set(image, program);
  return program;
}
