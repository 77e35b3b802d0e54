/** Looking at a word for a while before sleeping on it. */
import type { Words } from './words.js';

/** Looks, a nanosecond or two each: the most for one spin by default, a tenth of the cost of a sleep. */
const MOST = 1000;
/** The part of that which is kept when spinning does not pay, so that it can prove to pay again. */
const LEAST_SHIFT = 5;

/**
 * How long one thread looks before it sleeps. The budget doubles when the look pays and halves when it does not. It belongs to the thread,
 * not to the memory, and several primitives may share it.
 */
export class Spin {
  /** Whether a CPU is free for it: without one a spin keeps the awaited thread from its work. The owner sets it as things change. */
  allowed = true;
  private left: number;

  /** @param most looks; @param least the budget never falls below it */
  constructor(
    private readonly most = MOST,
    private readonly least = most >> LEAST_SHIFT,
  ) {
    this.left = most;
  }

  /** Looks that the next spin has. */
  get budget(): number {
    return this.left;
  }

  /** Looks until the word holds something other than `seen`; false when the budget is over. */
  past(words: Words, index: number, seen: number): boolean {
    if (!this.allowed) return false;
    for (let looks = this.left; looks > 0; looks--) {
      if (words.load(index) === seen) continue;
      this.left = Math.min(this.most, this.left * 2);
      return true;
    }
    this.left = Math.max(this.least, this.left >> 1);
    return false;
  }

  /** A sleep was so short that a longer spin would have saved it: the next one has at least so many looks, and four times as many as now. */
  missed(looks: number): void {
    this.left = Math.min(this.most, Math.max(looks, this.left * 4));
  }
}

/** Never spins. */
export const NO_SPIN = new Spin(0);
