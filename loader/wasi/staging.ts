/**
 * The memory that carries calls of a WASI program's threads to its proxy. It has the place of an isle's memory, boot page and request slots
 * as in every isle's (kernel/include/layout.h), but the program's own memory is another: no address of the program means anything to
 * the proxy, and the program cannot reach this one. Each core has a window: words, arguments, data.
 */
import { WASM_PAGE } from '../../runtime/pages.js';
import { IMAGE_BASE, MAX_CORES } from '../../runtime/generated/layout.js';
import { calls } from './preview1.js';

/** Bytes of data that one request carries; longer transfers are several. */
export const ROOM = 1 << 18;

/** Words of a window. */
export const WORDS = {
  /** Whether the core has a thread to run: one of the four below. A core that is not up yet finds its work when it comes. */
  work: 0,
  /** Id and argument of that thread. */
  tid: 4,
  argument: 8,
  /** 1, set by the proxy: a transfer that filled the window may go on at once. */
  more: 12,
  /** 1 while the core waits for work. */
  sleeping: 16,
  /** Nobody changes it. */
  never: 20,
} as const;
export const FREE = 0;
export const GIVEN = 1;
export const TAKEN = 2;
/** Who gives is still writing id and argument. */
export const RESERVED = 3;

/** Arguments follow, 8 bytes each, then the data. */
const ARGUMENTS_AT = 64;
const ARGUMENTS_MAX = 16;
const DATA_AT = ARGUMENTS_AT + 8 * ARGUMENTS_MAX;

const roundUp = (n: number, unit: number): number => Math.ceil(n / unit) * unit;

/** Counts thread ids. */
export const NEXT_TID = roundUp(IMAGE_BASE, 64);
/** How often each call was made, a word each; counted by the threads, read by the loader. */
export const COUNTS_AT = NEXT_TID + 64;
const WINDOWS = roundUp(COUNTS_AT + 4 * calls.length, 4096);

/** The window of a core. */
export const windowOf = (core: number): number => WINDOWS + core * (DATA_AT + ROOM);
export const argumentsOf = (core: number): number => windowOf(core) + ARGUMENTS_AT;
export const dataOf = (core: number): number => windowOf(core) + DATA_AT;

/** Bytes of the whole, with room at the end for the boot page's strings. */
export const STAGING_BYTES = roundUp(windowOf(MAX_CORES), WASM_PAGE) + 16 * WASM_PAGE;

/** What the machine tells the threads of a WASI program, beside what every core is told. */
export interface Guest {
  /** The memory that the module imports, and as what; absent when it has one of its own. */
  memory?: ImportedMemory;
  strace: boolean;
  countCalls: boolean;
}

/** A memory that is not shared cannot be passed to another thread: the one that has it makes it. */
export interface ImportedMemory {
  module: string;
  name: string;
  limits: { initial: number; maximum?: number };
  shared?: WebAssembly.Memory;
}
