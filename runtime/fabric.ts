/**
 * What links isles: who is there, and which regions of their memories are open. It lies in memory that only the runtime's side
 * of each thread can reach, so no image can forge a region or a capability. kernel/include/public/hermit.h says what the calls mean.
 */
import { Copyable } from './copy.js';
import { linePutter } from './cache-line/put.js';
// Not by way of the index, whose re-exports are looked up at each call.
import { ringAt } from './sync/event-count.js';
import { type ErrorCode, HermitError } from './errors.js';
import { E } from './errno.js';
import { NET_REGION, RECORDER } from './generated/layout.js';
import { HERMIT_ISLE_ABSENT, HERMIT_ISLE_ENDED, HERMIT_ISLE_RUNNING, HERMIT_REGIONS } from './generated/public.js';
import { WASM_PAGE } from './pages.js';

/** Those of programs, HERMIT_REGIONS; those of channels and devices come behind them. */
const REGIONS = NET_REGION + 1;
/** Isles that there can be, and those of Linux's side, of which the recorder is the last. */
const PLACES = RECORDER + 1;

/** Errors of one-sided access. */
const { EAGAIN, EFAULT, EBUSY, EINVAL, EPIPE } = E;

// The table: states of isles, how often each has begun, then their regions.
const LIVES = PLACES;
const REGION_TABLE = 2 * PLACES;

/** No bell to ring after a put. */
export const NO_BELL = 0xffffffff;
/** Nor a word that has to be stored last: what makes the bytes known comes with a later put. */
export const UNORDERED = 0xfffffffe;

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

/** Below this many bytes a loop over words is faster than TypedArray.set, which costs about 50 ns to begin with. */
const SHORT = 256;

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

/** The calls of kernel/include/hv.h for one-sided access. All numbers are 32-bit words. */
export interface Access {
  isle_state(isle: number): number;
  open(region: number, start: number, length: number): number;
  close(region: number): number;
  bind(isle: number, region: number): number;
  put(capability: number, offset: number, from: number, length: number, bell: number): number;
  get(capability: number, offset: number, to: number, length: number): number;
  fetch_add(capability: number, offset: number, value: number, old: number): number;
  compare_swap(capability: number, offset: number, expected: number, desired: number, old: number): number;
  ring(capability: number, bell: number): number;
  /** Eight 64-bit words by value. WebAssembly's own function, made when it is first asked for. */
  readonly put_line: object;
}

/** The memory of the isle that has this number in this life; undefined when this thread cannot know it. */
export type MemoryOf = (isle: number, life: number) => { readonly buffer: ArrayBufferLike } | undefined;

/**
 * One-sided access from memory `own`, which is isle `self`'s, or of the Linux side itself (-1, whose regions no one can bind).
 * Nothing is allocated on the way of a put or get but windows on memories, and those are kept.
 */
export function oneSided(fabric: Fabric, self: number, own: ArrayBufferLike, memoryOf: MemoryOf): Access {
  const { table } = fabric;
  const myBytes = new Uint8Array(own);
  const myWords = words(own);
  const mine = new Copyable(own);
  const size = own.byteLength;
  const theirBytes: (Uint8Array | undefined)[] = [];
  const theirWords: (Int32Array | undefined)[] = [];
  const theirs: Copyable[] = [];
  const theirMemories: { readonly buffer: ArrayBufferLike }[] = [];
  // The life of each isle whose memory stands in these lists.
  const met = new Int32Array(PLACES).fill(-1);

  const known = (isle: number): boolean => {
    const life = fabric.life(isle);
    if (met[isle] === life) return true;
    const memory = memoryOf(isle, life);
    if (!memory) return false;
    theirBytes[isle] = new Uint8Array(memory.buffer);
    theirWords[isle] = words(memory.buffer);
    theirs[isle] = new Copyable(memory.buffer);
    theirMemories[isle] = memory;
    met[isle] = life;
    return true;
  };

  // The region that was looked up last: where it starts, its bytes. In an array, where numbers beyond 2^31 are no objects.
  const found = new Int32Array(2);

  /** The isle whose region it is, or minus an error number. */
  const region = (capability: number): number => {
    const place = capability & PLACE_MASK;
    const at = REGION_TABLE + place * REGION_WORDS;
    if (!(capability >= 0)) return -EINVAL;
    const generation = ((capability >> PLACE_BITS) << 2) | OPEN;
    if (table[at] !== generation) return -EPIPE;
    found[0] = table[at + 1]!;
    found[1] = table[at + 2]!;
    const isle = place >> REGION_BITS;
    // Bound on another core of this isle, or another isle has its number now: this thread meets the memory for the first time.
    if (met[isle] !== table[LIVES + isle] && !known(isle)) return -EPIPE;
    // Its owner may have closed it meanwhile and opened another under the number: then the two words may be one of either.
    if ((LOADS_IN_ORDER ? table[at] : Atomics.load(table, at)) !== generation) return -EPIPE;
    return isle;
  };

  /** Whether [offset, offset + length) lies in the region and [address, address + length) in the own memory. */
  const outside = (offset: number, length: number): boolean =>
    offset > found[1]! >>> 0 || length > (found[1]! >>> 0) - offset;
  const astray = (address: number, length: number): boolean => address > size || length > size - address;

  const ring = (isle: number, bell: number): number => {
    if (bell & 3) return -EINVAL;
    if (outside(bell, 8)) return -EFAULT;
    ringAt(theirWords[isle]!, ((found[0]! >>> 0) + bell) >>> 2);
    return 0;
  };

  let line: WebAssembly.ExportValue | undefined;
  return {
    get put_line() {
      return (line ??= linePutter({
        fabric: fabric.shared,
        layout: {
          lives: 4 * LIVES,
          regions: 4 * REGION_TABLE,
          region_bits: REGION_BITS,
          place_bits: PLACE_BITS,
          open: OPEN,
        },
        errors: { efault: -EFAULT, einval: -EINVAL, epipe: -EPIPE },
        noBell: NO_BELL,
        places: PLACES,
        target: (isle) => (known(isle) ? { memory: theirMemories[isle]!, life: met[isle]! } : undefined),
      }));
    },
    isle_state: (isle) => fabric.state(isle),
    open(number, start, length) {
      const from = start >>> 0;
      const bytes = length >>> 0;
      if (self < 0 || number < 0 || number >= REGIONS || from & 3 || astray(from, bytes)) return -EINVAL;
      return fabric.open(self, number, from, bytes);
    },
    close: (number) => (self < 0 || number < 0 || number >= REGIONS ? -EINVAL : fabric.close(self, number)),
    bind(isle, number) {
      const capability = fabric.bind(isle, number);
      return capability < 0 || known(isle) ? capability : -EAGAIN;
    },
    put(capability, offset, from, length, bell) {
      const isle = region(capability);
      if (isle < 0) return isle;
      const place = offset >>> 0;
      const source = from >>> 0;
      const bytes = length >>> 0;
      if (outside(place, bytes)) return -EFAULT;
      if (astray(source, bytes)) return -EINVAL;
      const their = theirWords[isle]!;
      const target = (found[0]! >>> 0) + place;
      if (bell >>> 0 === UNORDERED) {
        if (bytes) theirs[isle]!.copy(target, mine, source, bytes);
        return 0;
      }
      if (((target | source) & 3) === 0 && bytes >= 4) {
        const to = target >>> 2;
        const first = source >>> 2;
        const whole = bytes >>> 2;
        if (bytes <= SHORT) {
          for (let i = 1; i < whole; i++) their[to + i] = myWords[first + i]!;
          for (let i = bytes & ~3; i < bytes; i++) theirBytes[isle]![target + i] = myBytes[source + i]!;
        } else theirs[isle]!.copy(target + 4, mine, source + 4, bytes - 4);
        Atomics.store(their, to, myWords[first]!);
      } else if (bytes <= 32) {
        for (let i = 0; i < bytes; i++) theirBytes[isle]![target + i] = myBytes[source + i]!;
      } else theirs[isle]!.copy(target, mine, source, bytes);
      return bell >>> 0 === NO_BELL ? 0 : ring(isle, bell >>> 0);
    },
    get(capability, offset, to, length) {
      const isle = region(capability);
      if (isle < 0) return isle;
      const place = offset >>> 0;
      const target = to >>> 0;
      const bytes = length >>> 0;
      if (outside(place, bytes)) return -EFAULT;
      if (astray(target, bytes)) return -EINVAL;
      const source = (found[0]! >>> 0) + place;
      const aligned = ((target | source) & 3) === 0 && bytes >= 4;
      const word = aligned ? Atomics.load(theirWords[isle]!, source >>> 2) : 0;
      if (bytes > SHORT || (!aligned && bytes > 32)) mine.copy(target, theirs[isle]!, source, bytes);
      else {
        const their = theirWords[isle]!;
        let done = 0;
        if (aligned)
          for (const whole = bytes & ~3; done < whole; done += 4)
            myWords[(target + done) >>> 2] = their[(source + done) >>> 2]!;
        for (; done < bytes; done++) myBytes[target + done] = theirBytes[isle]![source + done]!;
      }
      // What was loaded first: the copy may have met a later one before its rest.
      if (aligned) myWords[target >>> 2] = word;
      return 0;
    },
    fetch_add(capability, offset, value, old) {
      const isle = region(capability);
      if (isle < 0) return isle;
      if (offset & 3 || old & 3 || astray(old >>> 0, 4)) return -EINVAL;
      if (outside(offset >>> 0, 4)) return -EFAULT;
      const their = theirWords[isle]!;
      myWords[old >>> 2] = Atomics.add(their, ((found[0]! >>> 0) + (offset >>> 0)) >>> 2, value);
      return 0;
    },
    compare_swap(capability, offset, expected, desired, old) {
      const isle = region(capability);
      if (isle < 0) return isle;
      if (offset & 3 || old & 3 || astray(old >>> 0, 4)) return -EINVAL;
      if (outside(offset >>> 0, 4)) return -EFAULT;
      const their = theirWords[isle]!;
      const word = ((found[0]! >>> 0) + (offset >>> 0)) >>> 2;
      myWords[old >>> 2] = Atomics.compareExchange(their, word, expected, desired);
      return 0;
    },
    ring(capability, bell) {
      const isle = region(capability);
      if (isle < 0) return isle;
      return ring(isle, bell >>> 0);
    },
  };
}

const meanings: Record<number, [code: ErrorCode, text: string]> = {
  [EAGAIN]: ['HERMIT_EAGAIN', 'the isle or its region is not there yet'],
  [EFAULT]: ['HERMIT_EFAULT', "the access goes beyond the region's end"],
  [EINVAL]: ['HERMIT_EINVAL', 'there is no such isle, region or capability, or the offset is not a multiple of 4'],
  [EPIPE]: ['HERMIT_EPIPE', 'the region was closed, or its isle has ended'],
};

/** One-sided access for the Linux side, with typed arrays and errors in place of addresses and numbers. */
export class LinuxAccess {
  private static readonly CHUNK = 65536;
  private readonly buffer = new SharedArrayBuffer(LinuxAccess.CHUNK + 8);
  private readonly bytes = new Uint8Array(this.buffer);
  private readonly words = words(this.buffer);
  private readonly access: Access;

  constructor(fabric: Fabric, memoryOf: MemoryOf) {
    this.access = oneSided(fabric, -1, this.buffer, memoryOf);
  }

  private done(result: number, what: string): number {
    if (result >= 0) return result;
    const [code, text] = meanings[-result] ?? ['HERMIT_EINTERNAL', `error ${-result}`];
    throw new HermitError(code, `${what}: ${text}`);
  }

  /** A capability for a region of an isle. @throws HermitError HERMIT_EAGAIN, HERMIT_EPIPE, HERMIT_EINVAL. */
  bind(isle: number, region: number): number {
    const known = region < HERMIT_REGIONS;
    return this.done(known ? this.access.bind(isle, region) : -EINVAL, `bind region ${region} of isle ${isle}`);
  }

  /** Copies bytes into the region. @throws HermitError HERMIT_EPIPE, HERMIT_EFAULT, HERMIT_EINVAL. */
  put(capability: number, offset: number, data: Uint8Array): void {
    for (let at = 0; at < data.length; at += LinuxAccess.CHUNK) {
      const part = data.subarray(at, at + LinuxAccess.CHUNK);
      this.bytes.set(part);
      this.done(this.access.put(capability, offset + at, 0, part.length, NO_BELL), 'put');
    }
  }

  /** Copies bytes out of the region. @throws as put. */
  get(capability: number, offset: number, length: number): Uint8Array {
    const data = new Uint8Array(length);
    for (let at = 0; at < length; at += LinuxAccess.CHUNK) {
      const n = Math.min(LinuxAccess.CHUNK, length - at);
      this.done(this.access.get(capability, offset + at, 0, n), 'get');
      data.set(this.bytes.subarray(0, n), at);
    }
    return data;
  }

  /** Adds to an aligned 32-bit word; the value before. */
  fetchAdd(capability: number, offset: number, value: number): number {
    const old = LinuxAccess.CHUNK;
    this.done(this.access.fetch_add(capability, offset, value, old), 'fetch_add');
    return this.words[old >> 2]!;
  }

  /** Stores `desired` in an aligned 32-bit word that holds `expected`; the value before. */
  compareSwap(capability: number, offset: number, expected: number, desired: number): number {
    const old = LinuxAccess.CHUNK;
    this.done(this.access.compare_swap(capability, offset, expected, desired, old), 'compare_swap');
    return this.words[old >> 2]!;
  }

  /** Rings a bell (hermit_bell) of the region. */
  ring(capability: number, bell: number): void {
    this.done(this.access.ring(capability, bell), 'ring');
  }
}
