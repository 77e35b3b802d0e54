/** 32-bit words of shared memory, and what can be done with them. */

/** How a sleep ended: notified, not begun because the word held another value, or the time was over. */
export type Woken = 'ok' | 'not-equal' | 'timed-out';

/** How a wait ended: with what it waited for, or without. */
export type Outcome = 'ok' | 'timed-out' | 'cancelled';

/** Every sleeper on a word. */
export const ALL = Infinity;

/**
 * What the primitives are made of. Words have indices here, not addresses. Every operation is atomic and sequentially consistent:
 * a thread that loads what another stored sees everything stored before it.
 */
export interface Words {
  load(index: number): number;
  store(index: number, value: number): void;
  /** These three return the previous value. */
  add(index: number, value: number): number;
  exchange(index: number, value: number): number;
  compareExchange(index: number, expected: number, value: number): number;
  /** Sleeps while the word holds `seen`, at most `ms` milliseconds. Wakes for no reason too. */
  wait(index: number, seen: number, ms: number): Woken;
  /** The same on the event loop; no promise: it did not sleep. */
  waitAsync(index: number, seen: number, ms: number): Woken | Promise<Woken>;
  /** Wakes at most so many of those that sleep on the word. */
  notify(index: number, count: number): void;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /** Number of words. */
  readonly length: number;
}

/** The words of a SharedArrayBuffer, or of a WebAssembly memory's buffer. One object serves all primitives of a memory. */
export class SharedWords implements Words {
  readonly length: number;
  private readonly array: Int32Array;

  constructor(buffer: ArrayBufferLike) {
    this.array = new Int32Array(buffer, 0, Math.floor(buffer.byteLength / 4));
    this.length = this.array.length;
  }

  load(index: number): number {
    return Atomics.load(this.array, index);
  }

  store(index: number, value: number): void {
    Atomics.store(this.array, index, value);
  }

  add(index: number, value: number): number {
    return Atomics.add(this.array, index, value);
  }

  exchange(index: number, value: number): number {
    return Atomics.exchange(this.array, index, value);
  }

  compareExchange(index: number, expected: number, value: number): number {
    return Atomics.compareExchange(this.array, index, expected, value);
  }

  wait(index: number, seen: number, ms: number): Woken {
    return Atomics.wait(this.array, index, seen, ms);
  }

  waitAsync(index: number, seen: number, ms: number): Woken | Promise<Woken> {
    return Atomics.waitAsync(this.array, index, seen, ms).value;
  }

  notify(index: number, count: number): void {
    // Without a count V8 has no number to make.
    if (count === ALL) Atomics.notify(this.array, index);
    else Atomics.notify(this.array, index, count);
  }

  now(): number {
    return performance.now();
  }
}

/** The index of the word at a byte address. */
export function wordAt(words: Words, address: number): number {
  const index = address / 4;
  if (Number.isInteger(index) && index >= 0 && index < words.length) return index;
  throw new RangeError(`expected the address of a word, a multiple of 4 below ${4 * words.length}, got ${address}`);
}

/** Milliseconds on the words' clock when a wait of `ms` is over. Without an end the clock is not read. */
export function endOf(words: Words, ms: number): number {
  return ms === Infinity ? Infinity : words.now() + ms;
}

/** What is left until then: 0 or less when it is over. */
export function leftUntil(words: Words, end: number): number {
  return end === Infinity ? Infinity : end - words.now();
}
