/** What a module is: told, and checked, before anything is made of it. Plain data, which threads can pass on. */
import { WASM_PAGE } from '../../runtime/pages.js';
import type { WasiProgram } from '../wasi/program.js';
import { checkDefinitions, type Definitions } from '../wasm/definitions.js';
import { checkImageModule } from '../wasm/image.js';
import { type ModuleReader, readModule } from '../wasm/reader.js';

export interface ImageFacts {
  kind: 'image';
  /** Bytes of memory that it needs at least. */
  least: number;
  /** It can bind to other isles' regions. */
  reachesOthers: boolean;
  /** It has no entry for other cores than the first. */
  alone: boolean;
  /** It can serve calls. */
  serves: boolean;
}

export interface WasiFacts {
  kind: 'wasi';
  program: WasiProgram;
  alone: boolean;
}

export type Facts = ImageFacts | WasiFacts;

export interface Inspected {
  module: ModuleReader;
  definitions: Definitions;
  facts: Facts;
}

/** Where an image's other cores begin, what it exports that can serve calls (kernel/isles/calls.c), and the import of what binds. */
const IMAGE = { second: 'hermit_core', serves: 'hermit_calls', bind: 'bind' };
/** Where a WASI program's other threads begin. */
const SECOND_THREAD = 'wasi_thread_start';

/** @throws HermitError HERMIT_EMODULE, HERMIT_EIMAGE, HERMIT_EVERSION, HERMIT_EWASI. */
export function inspect(name: string, image: Uint8Array): Inspected {
  const module = readModule(name, image);
  const definitions = checkDefinitions(name, module);
  return { module, definitions, facts: factsOf(name, module) };
}

function factsOf(name: string, module: ModuleReader): Facts {
  const imports = module.imports();
  const exported = new Set(module.exports().map((e) => e.name));
  // Images import from hermit_N alone, and their entries have other names.
  if (!imports.some((i) => i.module.startsWith('hermit_'))) {
    const { checkWasi, looksLikeWasi } = require('../wasi/program.js') as typeof import('../wasi/program.js');
    if (looksLikeWasi(module))
      return { kind: 'wasi', program: checkWasi(name, module), alone: !exported.has(SECOND_THREAD) };
  }
  return {
    kind: 'image',
    least: checkImageModule(name, module).memory.initial * WASM_PAGE,
    reachesOthers: imports.some((i) => i.name === IMAGE.bind),
    alone: !exported.has(IMAGE.second),
    serves: exported.has(IMAGE.serves),
  };
}
