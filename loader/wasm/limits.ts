/**
 * What a module may declare. V8 allocates for a declaration before, beside or by way of instantiating it, where no limit of an isle
 * counts; some of it ends the process when there is too much. docs/modules.md is this table.
 */
import { HermitError } from '../../runtime/errors.js';

export interface Limit {
  /** After "has N", in messages. */
  what: string;
  most: number;
  why: string;
}

const MIB = 2 ** 20;

export const limits = {
  bytes: { what: 'bytes', most: 128 * MIB, why: 'it is copied, and kept while in use' },
  sections: { what: 'sections', most: 1000, why: 'the loader keeps a record of each' },
  nameBytes: { what: 'bytes in one name', most: 8192, why: 'each name becomes a string on a small heap' },
  allNames: { what: 'bytes in the names of imports and exports', most: MIB, why: 'they become strings on every core' },
  types: { what: 'types', most: 4096, why: 'V8 keeps every type of every module until the process ends' },
  arity: { what: 'parameters or results of one type', most: 1000, why: "V8's own limit" },
  imports: { what: 'imports', most: 1000, why: 'each becomes an object on every core' },
  functions: { what: 'functions', most: 200_000, why: 'V8 keeps a record and a jump table entry for each' },
  tables: { what: 'tables', most: 16, why: "each is an array on every core's heap" },
  tableElements: {
    what: 'elements in its tables',
    most: 131_072,
    why: "they are on every core's heap, which is small: too many end the process",
  },
  memories: { what: 'memories', most: 1, why: "an isle's memory limit applies to one" },
  globals: { what: 'globals', most: 10_000, why: "they are on every core's heap" },
  constant: { what: 'instructions in one constant expression', most: 64, why: 'they are evaluated on every core' },
  exports: { what: 'exports', most: 10_000, why: "each becomes a function and a string on every core's heap" },
  exportedTypes: {
    what: 'types of exported or imported functions',
    most: 256,
    why: 'V8 compiles code for each type on every thread that receives the module',
  },
  segments: { what: 'segments of elements', most: 10_000, why: 'V8 keeps a record of each, and a list for every core' },
  segmentElements: {
    what: 'elements in its segments',
    most: 262_144,
    why: 'V8 creates an object for each on every core',
  },
  data: { what: 'segments of data', most: 100_000, why: "V8's own limit" },
  tags: { what: 'tags', most: 1000, why: 'each becomes an object on every core' },
  tagValues: {
    what: 'values of one tag',
    most: 16,
    why: 'code that passes each is generated wherever it is thrown or caught',
  },
  codeBytes: { what: 'bytes of code', most: 32 * MIB, why: 'compiled code takes some ten times as much memory' },
  functionBytes: {
    what: 'bytes in one function',
    most: 262_144,
    why: 'the optimising compiler may take quadratic time',
  },
  locals: { what: 'locals in one function', most: 50_000, why: "V8's own limit" },
  allLocals: { what: 'locals in all functions', most: 8_000_000, why: 'code is generated to initialise each' },
  joins: {
    what: 'values at the joins of blocks in one function',
    most: 8_388_608,
    why: 'compilers keep the locals and the stack for every block and branch, some 25 bytes each',
  },
  nodes: {
    what: 'values that one function passes',
    most: 500_000,
    why: 'a compiler creates a node for each, and too many end the process',
  },
  allNodes: {
    what: 'values that all functions pass',
    most: 4_000_000,
    why: 'compiling each half million takes seconds',
  },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof limits;

/** Says which limit a module is over; `file` is its name in messages. */
export function over(file: string, name: LimitName, value: number, where = ''): never {
  const { what, most, why } = limits[name];
  throw new HermitError(
    'HERMIT_EMODULE',
    `${file} has ${value} ${what}${where}, expected at most ${most} (${name}): ${why}`,
  );
}
