/** Images as the library gets them. */
import { compileBeside } from '../../runtime/compile.js';
import { HermitError } from '../../runtime/errors.js';
import { checkImage } from '../wasm/image.js';
import { exportedFunctions, type Signature } from '../wasm/signatures.js';
import { thunks } from './thunks.js';

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

interface Callable {
  /** By name; undefined where calls cannot pass the types. */
  functions: ReadonlyMap<string, Signature | undefined>;
  thunks: WebAssembly.Module;
}
const callables = new WeakMap<Uint8Array, Callable>();
/** What an image exports that can serve calls (kernel/isles/calls.c). */
const SERVES = 'hermit_calls';

/** What can be called of an image. @throws HermitError HERMIT_ECALLS when it cannot serve calls. */
export function callable(name: string, image: Uint8Array): Callable {
  let known = callables.get(image);
  if (!known) {
    const { module } = compileImage(name, image);
    if (!WebAssembly.Module.exports(module).some((e) => e.name === SERVES))
      throw new HermitError(
        'HERMIT_ECALLS',
        `${name} exports no functions to call: mark them with __attribute__((export_name("NAME"))), or link with hermit-wasm cc --export NAME`,
      );
    const functions = exportedFunctions(image);
    const list = [...functions].flatMap(([called, signature]) => (signature ? [{ name: called, signature }] : []));
    known = { functions, thunks: new WebAssembly.Module(thunks(list)) };
    callables.set(image, known);
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
