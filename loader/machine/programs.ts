/** Which program some bytes are. */
import { Image } from './image.js';
import { type Inspected, inspect } from './inspect.js';
import type { Program } from './program.js';

const known = new WeakMap<Uint8Array, Program>();

/**
 * Tells which program it is, and checks it, once for the same bytes. Its code is left to V8: that is for a process that runs one program.
 * @throws HermitError HERMIT_EMODULE, HERMIT_EIMAGE, HERMIT_EVERSION, HERMIT_EWASI.
 */
export function programOf(name: string, image: Uint8Array): Program {
  let program = known.get(image);
  if (!program) known.set(image, (program = made(image, inspect(name, image))));
  return program;
}

function made(image: Uint8Array, { facts, definitions }: Inspected): Program {
  if (facts.kind === 'image') return new Image(image, facts);
  const { WasiModule } = require('./wasi-module.js') as typeof import('./wasi-module.js');
  const { limitTables } = require('../wasi/limit.js') as typeof import('../wasi/limit.js');
  return new WasiModule(limitTables(image, definitions), facts);
}
