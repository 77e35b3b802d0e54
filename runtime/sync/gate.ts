import { type AsyncLimits, SILENT, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { Spin } from './spin.js';
import { ALL, endOf, leftUntil, type Outcome, type Words, wordAt } from './words.js';

/**
 * One word that is 0 until it is opened, once, with another value. A thread that finds it open sees everything stored before open().
 *
 * In the kernel: __hermit_serve (kernel/isles/calls.c) opens CALLS with the address of its board, as open() does.
 */
export class Gate {
  private readonly index: number;

  /** @param address of the word */
  constructor(
    private readonly words: Words,
    address: number,
    readonly spin = new Spin(),
  ) {
    this.index = wordAt(words, address);
  }

  /** What it was opened with, signed; 0 until then. */
  get value(): number {
    return this.words.load(this.index);
  }

  /** Opens it for good and wakes all. @param value not 0 */
  open(value = 1): void {
    this.words.store(this.index, value);
    this.words.notify(this.index, ALL);
  }

  /** Blocks until it is open. */
  wait(ms = Infinity, cancel?: Cancel): Outcome {
    const { words, index } = this;
    if (words.load(index) !== 0 || this.spin.past(words, index, 0)) return 'ok';
    const end = endOf(words, ms);
    for (let left = ms; words.load(index) === 0; left = leftUntil(words, end)) {
      if (left <= 0) return 'timed-out';
      if (park(words, index, 0, left, cancel) === 'cancelled') return words.load(index) === 0 ? 'cancelled' : 'ok';
    }
    return 'ok';
  }

  /** As wait, on the event loop. Rejects with the signal's reason. */
  async waitAsync(limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    const { words, index } = this;
    return untilAsync({ ...SILENT, words, index, ready: () => words.load(index) !== 0 }, limits);
  }
}
