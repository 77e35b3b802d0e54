/**
 * What links isles: who is there, and which regions of their memories are open. It lies in memory that only the runtime's side
 * of each thread can reach, so no image can forge a region or a capability. kernel/include/public/hermit.h says what the calls mean.
 */
import { E } from '../errno.js';
import { NET_REGION, RECORDER } from '../generated/layout.js';
import { HERMIT_ISLE_ABSENT, HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING } from '../generated/public.js';
import { WASM_PAGE } from '../pages.js';

/** Those of programs, HERMIT_REGIONS; those of channels and devices come behind them. */
export const REGIONS = NET_REGION + 1;
/** Isles that there can be, and those of Linux's side, of which the recorder is the last. */
export const PLACES = RECORDER + 1;

const { EAGAIN, EBUSY, EINVAL, EPIPE } = E;

// The table: states of isles, how often each has begun, then their regions.
const LIVES = PLACES;
const REGION_TABLE = 2 * PLACES;

// A region is four words: what it is now, where it starts, how long it is. The first counts generations in steps of 4, so that a
// capability for an earlier region of the same number is void; its low bits say whether the region is open.
const REGION_WORDS = 4;
const CLOSED = 0;
const OPEN = 1;
const BUSY = 2;
const STATE_BITS = 3;
const GENERATION = 4;
/** Generations that a capability can tell apart. */
const GENERATIONS = 1 << 19;

// A capability: generation, isle, region.
const REGION_BITS = 5;
const PLACE_BITS = 14;
const PLACE_MASK = (1 << PLACE_BITS) - 1;

/** Machines that make loads in program order: a plain one does, where an atomic one is a call of V8's. V8 keeps every load of a typed array. */
const LOADS_IN_ORDER = process.arch === 'x64' || process.arch === 'ia32';

const words = (buffer: ArrayBufferLike): Int32Array => new Int32Array(buffer);

function sharedMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / WASM_PAGE);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** The shared part: states of isles, then their regions. */
export class Fabric {
  readonly table: Int32Array;

  /** `shared` is a memory, not a buffer, so that cache-line/ can look into it. It has room for every place that a capability can name. */
  constructor(
    readonly shared: WebAssembly.Memory = sharedMemory(4 * (REGION_TABLE + (1 << PLACE_BITS) * REGION_WORDS)),
  ) {
    this.table = words(shared.buffer);
  }

  state(isle: number): number {
    return isle >= 0 && isle < PLACES ? Atomics.load(this.table, isle) : -EINVAL;
  }

  /** Which of the isles that had this number after each other it is now: from 1 on, 0 before the first. */
  life(isle: number): number {
    return Atomics.load(this.table, LIVES + isle);
  }

  /** A new isle takes the number: returns its life. Nobody reaches it before its state is RUNNING. */
  begin(isle: number): number {
    Atomics.store(this.table, isle, HERMIT_ISLE_ABSENT);
    return Atomics.add(this.table, LIVES + isle, 1) + 1;
  }

  /** An isle begins, or ends: then every capability for its regions is void. */
  setState(isle: number, state: number): void {
    Atomics.store(this.table, isle, state);
    if (state === HERMIT_ISLE_RUNNING) return;
    for (let region = 0; region < REGIONS; region++) this.close(isle, region);
  }

  private at(isle: number, region: number): number {
    return REGION_TABLE + ((isle << REGION_BITS) | region) * REGION_WORDS;
  }

  /** 0, or minus an error number. The range was checked. */
  open(isle: number, region: number, start: number, length: number): number {
    const at = this.at(isle, region);
    const state = Atomics.load(this.table, at);
    if ((state & STATE_BITS) !== CLOSED) return -EBUSY;
    if (Atomics.compareExchange(this.table, at, state, state + BUSY) !== state) return -EBUSY;
    this.table[at + 1] = start;
    this.table[at + 2] = length;
    Atomics.store(this.table, at, state + OPEN);
    return 0;
  }

  close(isle: number, region: number): number {
    const at = this.at(isle, region);
    const state = Atomics.load(this.table, at);
    if ((state & STATE_BITS) !== OPEN) return -EINVAL;
    const next = (state - OPEN + GENERATION) & (GENERATIONS - 1);
    return Atomics.compareExchange(this.table, at, state, next) === state ? 0 : -EINVAL;
  }

  bind(isle: number, region: number): number {
    const state = this.state(isle);
    if (state < 0 || region < 0 || region >= REGIONS) return -EINVAL;
    if (state === HERMIT_ISLE_ENDED) return -EPIPE;
    const open = Atomics.load(this.table, this.at(isle, region));
    if (state === HERMIT_ISLE_ABSENT || (open & STATE_BITS) !== OPEN) return -EAGAIN;
    return ((open >> 2) << PLACE_BITS) | (isle << REGION_BITS) | region;
  }
}

/** The memory of the isle that has this number in this life; undefined when this thread cannot know it. */
export type MemoryOf = (isle: number, life: number) => { readonly buffer: ArrayBufferLike } | undefined;

/** Where things stand in the table, in bytes, and how capabilities and regions are written: for cache-line/. */
export const LAYOUT = {
  lives: 4 * LIVES,
  regions: 4 * REGION_TABLE,
  region_bits: REGION_BITS,
  place_bits: PLACE_BITS,
  open: OPEN,
} as const;

/**
 * Finds the region of a capability: the isle whose region it is, or minus an error number. Where the region starts and its bytes are
 * left in `found`: in an array, where numbers beyond 2^31 are no objects. The function is made once a thread, so V8 takes what it
 * closes over for constants.
 * @param lives the life of each isle whose memory this thread has; `known` gets the memory of another, if it can.
 */
export function regionFinder(
  table: Int32Array,
  found: Int32Array,
  lives: Int32Array,
  known: (isle: number) => boolean,
): (capability: number) => number {
  return (capability) => {
    const place = capability & PLACE_MASK;
    const at = REGION_TABLE + place * REGION_WORDS;
    if (!(capability >= 0)) return -EINVAL;
    const generation = ((capability >> PLACE_BITS) << 2) | OPEN;
    if (table[at] !== generation) return -EPIPE;
    found[0] = table[at + 1]!;
    found[1] = table[at + 2]!;
    const isle = place >> REGION_BITS;
    // Bound on another core of this isle, or another isle has its number now: this thread meets the memory for the first time.
    if (lives[isle] !== table[LIVES + isle] && !known(isle)) return -EPIPE;
    // Its owner may have closed it meanwhile and opened another under the number: then the two words may be one of either.
    if ((LOADS_IN_ORDER ? table[at] : Atomics.load(table, at)) !== generation) return -EPIPE;
    return isle;
  };
}
