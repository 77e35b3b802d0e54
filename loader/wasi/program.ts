/** Whether a module is a WASI program that can be run, told before anything is compiled. */
import { printable } from '../../runtime/printable.js';
import { HermitError } from '../../runtime/errors.js';
import type { Export, FunctionType, Import, Limits, ModuleReader } from '../wasm/reader.js';
import { calls, MODULE, UNSTABLE, valuesOf } from './preview1.js';

export interface WasiProgram {
  /** The memory that it imports; absent when it has one of its own. */
  memory?: { module: string; name: string; limits: Limits };
  /** Pages of memory that it begins with. */
  pages: number;
  /** Pages that it says it may have at most. */
  maximum: number | null;
}

const PAGES_MAX = 65536;
const SPAWN = { module: 'wasi', name: 'thread-spawn' };

/** Calls that give no error number. */
const NOTHING = new Set(['proc_exit']);

/** Types of the functions that can be imported. */
const types = new Map<string, FunctionType>([
  [`${SPAWN.module}.${SPAWN.name}`, { parameters: ['i32'], results: ['i32'] }],
  ...[MODULE, UNSTABLE].flatMap((module) =>
    calls.map(({ name, parameters, results }): [string, FunctionType] => [
      `${module}.${name}`,
      {
        parameters: [...parameters.flatMap(({ kind }) => valuesOf(kind)), ...results.map(() => 'i32')],
        results: NOTHING.has(name) ? [] : ['i32'],
      },
    ]),
  ),
]);

const show = ({ parameters, results }: FunctionType): string => `(${parameters.join(', ')}) -> (${results.join(', ')})`;

/** A program's entries, and their types. */
const entries: Record<string, FunctionType> = {
  _start: { parameters: [], results: [] },
  _initialize: { parameters: [], results: [] },
  wasi_thread_start: { parameters: ['i32', 'i32'], results: [] },
};

/** Whether a module is meant to be a WASI program: it imports something of WASI's, or begins as one does. */
export function looksLikeWasi(module: ModuleReader): boolean {
  return (
    module.imports().some((i) => i.module.startsWith('wasi')) ||
    module.exports().some((e) => e.name === '_start' || e.name === '_initialize')
  );
}

/**
 * Checks imports, exports and memory of a module; `file` is its name in messages.
 * @throws HermitError HERMIT_EWASI that says what is wrong.
 */
export function checkWasi(file: string, module: ModuleReader): WasiProgram {
  const refuse = (what: string): never => {
    throw new HermitError('HERMIT_EWASI', `${file}: ${what}`);
  };
  const imports = module.imports();
  const all = module.types();
  for (const i of imports) if (i.kind !== 'memory') checkImport(i, all, refuse);
  const exports = new Map(module.exports().map((e) => [e.name, e]));
  checkEntries(module, all, exports, refuse);
  const spawns = imports.some((i) => i.module === SPAWN.module && i.name === SPAWN.name);
  const memories = imports.filter((i) => i.kind === 'memory');
  if (memories.length > 1) refuse(`expected one memory at most to be imported, it imports ${memories.length}`);
  const own = module.memories();
  const [imported] = memories;
  const limits = imported?.limits ?? own[0];
  if (!limits) return refuse('expected a memory, imported or exported as `memory`: it has none');
  if (!imported && exports.get('memory')?.kind !== 'memory')
    refuse('expected its memory to be exported as `memory`, it is not');
  checkLimits(limits, refuse);
  if (spawns) {
    if (!imported?.limits?.shared) refuse('it spawns threads, so it must import a shared memory');
    if (!exports.has('wasi_thread_start'))
      refuse('it spawns threads, so it must export wasi_thread_start: there is none');
  }
  return {
    pages: limits.initial,
    maximum: limits.maximum,
    ...(imported ? { memory: { module: imported.module, name: imported.name, limits } } : {}),
  };
}

type Refuse = (what: string) => never;

function checkImport({ module, name, kind, type }: Import, all: readonly FunctionType[], refuse: Refuse): void {
  const told = printable(`${module}.${name}`);
  const expected = types.get(`${module}.${name}`);
  if (!expected || kind !== 'function') {
    const what = kind === 'function' ? '' : `, a ${kind}`;
    return refuse(`it imports ${told}${what}, which is not provided`);
  }
  const is = all[type!];
  if (!is) return refuse(`the type of its import ${told} cannot be read`);
  if (show(is) !== show(expected)) {
    refuse(`it imports ${told} as ${printable(show(is))}, expected ${show(expected)}`);
  }
}

function checkEntries(
  module: ModuleReader,
  all: readonly FunctionType[],
  exports: ReadonlyMap<string, Export>,
  refuse: Refuse,
): void {
  const functions = module.functionTypes();
  for (const [name, expected] of Object.entries(entries)) {
    const entry = exports.get(name);
    if (!entry) continue;
    if (entry.kind !== 'function') refuse(`expected its export ${name} to be a function, it is a ${entry.kind}`);
    const is = all[functions[entry.index]!];
    if (!is || show(is) !== show(expected)) {
      refuse(`it exports ${name} as ${is ? printable(show(is)) : 'an unknown type'}, expected ${show(expected)}`);
    }
  }
  if (exports.has('_start') && exports.has('_initialize')) {
    refuse('it exports both _start and _initialize: a program is a command or a reactor');
  }
  if (!exports.has('_start') && !exports.has('_initialize')) {
    refuse('expected an export _start (a command) or _initialize (a reactor), found none');
  }
}

function checkLimits({ initial, maximum, shared }: Limits, refuse: Refuse): void {
  if (initial > PAGES_MAX || (maximum ?? 0) > PAGES_MAX) refuse(`its memory has more than ${PAGES_MAX} pages`);
  if (shared && maximum === null) refuse('its memory is shared, so it must have a maximum');
  if (maximum !== null && maximum < initial) refuse(`its memory has ${initial} pages at first and ${maximum} at most`);
}
