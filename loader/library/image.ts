/** Images as the library gets them. */
import { compileBeside } from '../../runtime/compile.js';
import { HermitError } from '../../runtime/errors.js';
import { checkImage } from '../wasm/image.js';

const MIB = 1024 ** 2;
const WASM_PAGE = 65536;
const MEMORY_DEFAULT = 64 * MIB;
const MEMORY_MAX = 4096 * MIB;

interface Compiled {
  module: WebAssembly.Module;
  /** Bytes of memory that it needs at least. */
  memoryMin: number;
}
const compiled = new WeakMap<Uint8Array, Compiled>();

/** Checks and compiles an image, once. */
export function compileImage(name: string, image: Uint8Array): Compiled {
  let known = compiled.get(image);
  if (!known) {
    const { memory } = checkImage(name, image);
    known = { module: compileBeside(image), memoryMin: memory.initial * WASM_PAGE };
    compiled.set(image, known);
  }
  return known;
}

/** Bytes of memory for an isle, from what was asked for and what its image needs. @throws HermitError HERMIT_EMEM. */
export function memoryBytes(asked: number = MEMORY_DEFAULT, least: number): number {
  const bytes = Math.ceil(asked / WASM_PAGE) * WASM_PAGE;
  if (!(bytes >= least))
    throw new HermitError(
      'HERMIT_EMEM',
      `the image needs ${least / MIB} MiB of memory at least, it gets ${asked / MIB} MiB`,
    );
  if (bytes > MEMORY_MAX) throw new HermitError('HERMIT_EMEM', `memory: expected at most 4 GiB, got ${asked} bytes`);
  return bytes;
}
