import { type AsyncLimits, sleepAsync, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { ALL, endOf, leftUntil, type Outcome, type Words, type Woken, wordAt } from './words.js';

export interface EventCountOptions {
  /** Longest sleep (ms) without another look, for words that others may spoil. @default Infinity */
  slice?: number;
}

/**
 * A condition: any number of threads sleep until it holds, and any number make changes that may let it hold. Two words: the number of rings, and
 * the number of sleepers. A ring without sleepers costs one load. A thread that checks the condition after arm() sees everything stored before a
 * ring that it would otherwise have slept through.
 *
 * The protocol: a waiter reads the first word, adds 1 to the second, checks the condition, and if it does not hold sleeps while the first word is
 * unchanged; it then subtracts 1. A thread that has changed something loads the second word; if it is not 0, it adds 1 to the first and notifies all.
 * With a mutex: arm() before unlock().
 *
 * In the kernel: hermit_bell of hermit.h (kernel/isles/bell.c), and $ring of store.wat, which rings as ring() does.
 */
export class EventCount {
  private readonly index: number;
  private readonly slice: number;

  /** @param address of the two words, 0 at first */
  constructor(
    private readonly words: Words,
    address: number,
    { slice = Infinity }: EventCountOptions = {},
  ) {
    this.index = wordAt(words, address);
    wordAt(words, address + 4);
    this.slice = slice;
  }

  /** Counts the caller as a sleeper. It then checks the condition, waits while the count is the one returned here, and disarms. */
  arm(): number {
    const seen = this.words.load(this.index);
    this.words.add(this.index + 1, 1);
    return seen;
  }

  disarm(): void {
    this.words.add(this.index + 1, -1);
  }

  /** Wakes all sleepers, if any. The change that they wait for must be stored before. */
  ring(): void {
    const { words, index } = this;
    if (words.load(index + 1) === 0) return;
    words.add(index, 1);
    words.notify(index, ALL);
  }

  /** Rings when the words cannot be trusted: all sleepers are woken, counted or not. */
  alarm(): void {
    this.words.add(this.index, 1);
    this.words.notify(this.index, ALL);
  }

  /** Resets both words to 0, whatever others have written there. */
  reset(): void {
    this.words.store(this.index, 0);
    this.words.store(this.index + 1, 0);
  }

  /** One sleep, after arm(). May return for no reason, so the caller checks again. */
  wait(seen: number, ms = Infinity, cancel?: Cancel): Woken | Outcome {
    return park(this.words, this.index, seen, Math.min(this.slice, ms), cancel);
  }

  /** As wait, on the event loop. Rejects with the signal's reason; the caller disarms it all the same. */
  async waitAsync(seen: number, { ms = Infinity, signal }: AsyncLimits = {}): Promise<Woken> {
    return sleepAsync(this.words, this.index, seen, { ms: Math.min(this.slice, ms), signal });
  }

  /** Blocks until ready() holds. */
  until(ready: () => boolean, ms = Infinity, cancel?: Cancel): Outcome {
    if (ready()) return 'ok';
    const { words } = this;
    const end = endOf(words, ms);
    for (let left = ms; ; left = leftUntil(words, end)) {
      const seen = this.arm();
      try {
        if (ready()) return 'ok';
        if (left <= 0) return 'timed-out';
        if (this.wait(seen, left, cancel) === 'cancelled') return ready() ? 'ok' : 'cancelled';
      } finally {
        this.disarm();
      }
    }
  }

  /** As until, on the event loop. Rejects with the signal's reason. */
  async untilAsync(ready: () => boolean, limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    const { words, index, slice } = this;
    return untilAsync(
      { words, index, slice, ready, enter: () => words.add(index + 1, 1), leave: () => words.add(index + 1, -1) },
      limits,
    );
  }
}

/**
 * As ring(), for an event count whose first word has this index in an array: for puts from one isle to another, where one more object
 * would cost ten nanoseconds that count. The index must have been checked.
 */
export function ringAt(array: Int32Array, index: number): void {
  if (Atomics.load(array, index + 1) === 0) return;
  Atomics.add(array, index, 1);
  Atomics.notify(array, index);
}
