import { type AsyncLimits, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { Spin } from './spin.js';
import { endOf, leftUntil, type Outcome, type Words, wordAt } from './words.js';

/**
 * A count of permits, followed by a count of waiters. A thread that acquires a permit sees everything stored before the release() that the permit
 * came from, and before earlier ones.
 */
export class Semaphore {
  private readonly index: number;
  private readonly waiting: number;

  /** @param address of two words: the permits that there are at first, and 0 */
  constructor(
    private readonly words: Words,
    address: number,
    readonly spin = new Spin(),
  ) {
    this.index = wordAt(words, address);
    this.waiting = wordAt(words, address + 4);
  }

  /** Permits that are free now. */
  get permits(): number {
    return this.words.load(this.index);
  }

  /** Takes a permit if there is one. */
  tryAcquire(): boolean {
    const { words, index } = this;
    for (let free = words.load(index); free > 0;) {
      const found = words.compareExchange(index, free, free - 1);
      if (found === free) return true;
      free = found;
    }
    return false;
  }

  /** Blocks until the caller has a permit. A caller that is cancelled or late but finds a permit has it. */
  acquire(ms = Infinity, cancel?: Cancel): Outcome {
    const { words, index, waiting } = this;
    if (this.tryAcquire()) return 'ok';
    if (this.spin.past(words, index, 0) && this.tryAcquire()) return 'ok';
    words.add(waiting, 1);
    const how = this.sleep(ms, cancel);
    words.add(waiting, -1);
    return how;
  }

  /** Counted as a waiter. A permit that woke this thread is taken before it gives up, because nobody else is woken for it. */
  private sleep(ms: number, cancel: Cancel | undefined): Outcome {
    const { words, index } = this;
    const end = endOf(words, ms);
    for (let left = ms; !this.tryAcquire(); left = leftUntil(words, end)) {
      if (left <= 0) return 'timed-out';
      if (park(words, index, 0, left, cancel) === 'cancelled') return this.tryAcquire() ? 'ok' : 'cancelled';
    }
    return 'ok';
  }

  /** As acquire, on the event loop. Rejects with the signal's reason: then the caller has no permit. */
  async acquireAsync(limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    const { words, index, waiting } = this;
    return untilAsync(
      {
        words,
        index,
        slice: Infinity,
        ready: () => this.tryAcquire(),
        enter: () => words.add(waiting, 1),
        leave: () => words.add(waiting, -1),
      },
      limits,
    );
  }

  /** Adds permits; the caller need not hold any. */
  release(permits = 1): void {
    const { words, index, waiting } = this;
    words.add(index, permits);
    if (words.load(waiting) !== 0) words.notify(index, permits);
  }
}
