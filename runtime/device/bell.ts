/** A bell in this side's own memory: kernel/isles/bell.c has the other. */

import { sleepOn } from '../sleep.js';

/** Nobody sleeps longer than this (ms) without another look: whoever can write into the memory may have spoilt the count of sleepers. */
export const SLICE_MS = 500;

export class Bell {
  private readonly word: number;

  /** `at`: address of its two words. */
  constructor(
    private readonly words: Int32Array,
    at: number,
  ) {
    this.word = at >> 2;
  }

  /** Counts the caller as a sleeper, who then looks again, waits for another value than this one, and disarms. */
  arm(): number {
    const seen = Atomics.load(this.words, this.word);
    Atomics.add(this.words, this.word + 1, 1);
    return seen;
  }

  disarm(): void {
    Atomics.add(this.words, this.word + 1, -1);
  }

  wait(seen: number, ms: number): void {
    Atomics.wait(this.words, this.word, seen, Math.min(SLICE_MS, ms));
  }

  async waitAsync(seen: number, ms: number): Promise<void> {
    await sleepOn(this.words, this.word, seen, Math.min(SLICE_MS, ms));
  }

  /** Wakes all that sleep on it, counted or not. */
  ring(): void {
    Atomics.add(this.words, this.word, 1);
    Atomics.notify(this.words, this.word);
  }
}
