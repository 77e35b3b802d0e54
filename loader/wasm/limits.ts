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
  bytes: { what: 'bytes', most: 128 * MIB, why: 'it is copied, and kept as long as it is in use' },
  sections: { what: 'sections', most: 1000, why: 'the loader keeps a record of each' },
  nameBytes: { what: 'bytes in one name', most: 8192, why: 'a name becomes a string on a heap that is small' },
  allNames: { what: 'bytes in the names of imports and exports', most: MIB, why: 'they become strings on every core' },
  types: { what: 'types', most: 4096, why: 'V8 keeps every type of every module until the process ends' },
  arity: { what: 'parameters or results of one type', most: 1000, why: "V8's own limit" },
  imports: { what: 'imports', most: 1000, why: 'each becomes an object on every core' },
  functions: { what: 'functions', most: 200_000, why: 'V8 has a record and an entry of a jump table for each' },
  tables: { what: 'tables', most: 16, why: 'each is an array on the heap of every core' },
  tableElements: {
    what: 'elements in its tables',
    most: 131_072,
    why: 'they lie on the heap of every core, which is small: too many end the process',
  },
  memories: { what: 'memories', most: 1, why: 'the limit of an isle is about one' },
  globals: { what: 'globals', most: 10_000, why: 'they lie on the heap of every core' },
  constant: { what: 'instructions in one constant', most: 64, why: 'they are run for every core' },
  exports: { what: 'exports', most: 10_000, why: 'each becomes a function and a string on the heap of every core' },
  exportedTypes: {
    what: 'types of functions that it exports or imports',
    most: 256,
    why: 'V8 compiles code for each type where the module is received',
  },
  segments: { what: 'segments of elements', most: 10_000, why: 'V8 keeps a record of each, and a list for every core' },
  segmentElements: {
    what: 'elements in its segments',
    most: 262_144,
    why: 'V8 makes an object of each for every core',
  },
  data: { what: 'segments of data', most: 100_000, why: "V8's own limit" },
  tags: { what: 'tags', most: 1000, why: 'each becomes an object on every core' },
  tagValues: { what: 'values of one tag', most: 16, why: 'code is made to pass each, wherever it is thrown or caught' },
  codeBytes: { what: 'bytes of code', most: 32 * MIB, why: 'compiled, it takes some ten times as much memory' },
  functionBytes: {
    what: 'bytes in one function',
    most: 262_144,
    why: 'the optimising compiler may take time that grows with the square of it',
  },
  locals: { what: 'locals in one function', most: 50_000, why: "V8's own limit" },
  allLocals: { what: 'locals in all functions', most: 8_000_000, why: 'code is made to set each' },
  joins: {
    what: 'values at the joins of blocks in one function',
    most: 8_388_608,
    why: 'compilers keep the locals and the stack for every block and branch, some 25 bytes each',
  },
  nodes: {
    what: 'values that one function passes',
    most: 500_000,
    why: 'a compiler makes a node of each, and ends the process where there are too many',
  },
  allNodes: {
    what: 'values that all functions pass',
    most: 4_000_000,
    why: 'compiling takes seconds for each half million',
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
