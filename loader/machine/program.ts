/** Images as the library gets them. */
import { compileBeside } from '../../runtime/compile.js';
import { HermitError } from '../../runtime/errors.js';
import { limitedModule } from '../wasi/guest.js';
import { checkWasi, looksLikeWasi, type WasiProgram } from '../wasi/program.js';
import { checkImage } from '../wasm/image.js';
import { readModule } from '../wasm/reader.js';
import { exportedFunctions, type Signature } from '../wasm/signatures.js';
import { thunks } from '../calls/thunks.js';

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
/** WASI programs among the images that were seen; null: it is none. */
const programs = new WeakMap<Uint8Array, WasiProgram | null>();
/** Modules of WASI programs by the limit of their memory. */
const limited = new WeakMap<WasiProgram, Map<number | null, WebAssembly.Module>>();

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

/** The WASI program that an image is, if it is one: checked, once. @throws HermitError HERMIT_EIMAGE, HERMIT_EWASI. */
export function wasiProgram(name: string, image: Uint8Array): WasiProgram | undefined {
  let known = programs.get(image);
  if (known === undefined) {
    const module = readModule(name, image);
    // Images import from hermit_N alone, and their entries have other names.
    const own = module.imports().some((i) => i.module.startsWith('hermit_'));
    known = !own && looksLikeWasi(module) ? checkWasi(name, module) : null;
    programs.set(image, known);
  }
  return known ?? undefined;
}

/** Compiles a WASI program whose memory may grow to `limit` bytes (null: as far as it says), once. @throws HermitError HERMIT_EMEMORY. */
export function compileWasi(program: WasiProgram, image: Uint8Array, limit: number | null): WebAssembly.Module {
  const least = program.pages * WASM_PAGE;
  if (limit !== null && limit < least) throw tooLittle(least, limit);
  let modules = limited.get(program);
  if (!modules) limited.set(program, (modules = new Map<number | null, WebAssembly.Module>()));
  let module = modules.get(limit);
  if (!module) modules.set(limit, (module = compileBeside(limitedModule(program, image, limit))));
  return module;
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

/** Bytes of memory for an isle, from what was asked for and what its image needs. @throws HermitError HERMIT_EMEMORY. */
export function memoryBytes(asked: number = MEMORY_DEFAULT, least: number): number {
  const bytes = Math.ceil(asked / WASM_PAGE) * WASM_PAGE;
  if (!(bytes >= least)) throw tooLittle(least, asked);
  if (bytes > MEMORY_MAX) throw new HermitError('HERMIT_EMEMORY', `memory: expected at most 4 GiB, got ${asked} bytes`);
  return bytes;
}

const tooLittle = (least: number, asked: number): HermitError =>
  new HermitError(
    'HERMIT_EMEMORY',
    `the image needs ${least / MIB} MiB of memory at least, it gets ${asked / MIB} MiB`,
  );
