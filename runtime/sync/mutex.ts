import { type AsyncLimits, SILENT, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { Spin } from './spin.js';
import { endOf, leftUntil, type Outcome, type Words, wordAt } from './words.js';

const FREE = 0;
const HELD = 1;
/** Held, and somebody may sleep. */
const CONTENDED = 2;

/**
 * Mutual exclusion in one word, 0 at first. A thread that locks sees everything stored before the last unlock(). Not recursive, not fair.
 * The algorithm is the third of Drepper, "Futexes Are Tricky".
 */
export class Mutex {
  private readonly index: number;

  /** @param address of the word */
  constructor(
    private readonly words: Words,
    address: number,
    readonly spin = new Spin(),
  ) {
    this.index = wordAt(words, address);
  }

  /** Locks it if it is free. */
  tryLock(): boolean {
    return this.words.compareExchange(this.index, FREE, HELD) === FREE;
  }

  /** Blocks until the caller has it. A caller that is cancelled or late but finds it free has locked it. */
  lock(ms = Infinity, cancel?: Cancel): Outcome {
    const { words, index } = this;
    const was = words.compareExchange(index, FREE, HELD);
    if (was === FREE || (was === HELD && this.spin.past(words, index, HELD) && this.tryLock())) return 'ok';
    const end = endOf(words, ms);
    // A thread that has slept cannot know whether others sleep, so it marks the lock contended. So does one that gives up, and the holder wakes
    // the next one.
    for (let left = ms; !this.take(); left = leftUntil(words, end)) {
      if (left <= 0) return 'timed-out';
      if (park(words, index, CONTENDED, left, cancel) === 'cancelled') return this.take() ? 'ok' : 'cancelled';
    }
    return 'ok';
  }

  /** As lock, on the event loop. Rejects with the signal's reason: then the caller does not have it. */
  async lockAsync(limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    limits.signal?.throwIfAborted();
    if (this.tryLock()) return 'ok';
    return untilAsync({ ...SILENT, words: this.words, index: this.index, ready: () => this.take() }, limits);
  }

  /** The caller must hold the lock. */
  unlock(): void {
    const was = this.words.exchange(this.index, FREE);
    if (was === CONTENDED) this.words.notify(this.index, 1);
    else if (was === FREE) throw new Error('expected a mutex that is locked, got one that is free');
  }

  private take(): boolean {
    return this.words.exchange(this.index, CONTENDED) === FREE;
  }
}
