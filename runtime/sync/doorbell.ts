import { type AsyncLimits, sleepAsync, unslept } from './async.js';
import { type Cancel, park } from './cancel.js';
import { NO_SPIN } from './spin.js';
import { ALL, type Outcome, type Words, type Woken, wordAt } from './words.js';

/**
 * Many threads ring, one answers. One word counts the rings, another says whether the answering thread sleeps. Rings merge: one look for work answers
 * every ring before it. A thread that reads the count and then looks sees everything stored before the rings counted.
 *
 * The protocol: the answering thread reads the count and looks for work; if there is none, it stores 1 in `asleep`, sleeps while the count is
 * unchanged, and stores 0. A ringing thread stores the work, adds 1 to the count, then loads `asleep`, and notifies if it is set. The words may lie
 * on cache lines of their own.
 *
 * In the kernel: proxy_ring (kernel/cores/proxy.c) rings DOORBELL with PROXY_ASLEEP, call_slot_run (kernel/isles/calls.c) CALLS_DONE with
 * CALLS_ASLEEP, both as ring() does.
 */
export class Doorbell {
  private readonly index: number;
  private readonly asleep: number;

  /** @param count, @param asleep addresses of the two words, both 0 at first */
  constructor(
    private readonly words: Words,
    count: number,
    asleep: number,
    readonly spin = NO_SPIN,
  ) {
    this.index = wordAt(words, count);
    this.asleep = wordAt(words, asleep);
  }

  /** Rings so far, modulo 2^32: read before the look at what there is to do. */
  get count(): number {
    return this.words.load(this.index);
  }

  ring(): void {
    const { words, index } = this;
    words.add(index, 1);
    if (words.load(this.asleep) !== 0) words.notify(index, ALL);
  }

  /** Rings when the words cannot be trusted: a sleeper is woken whatever `asleep` says. */
  alarm(): void {
    this.words.add(this.index, 1);
    this.words.notify(this.index, ALL);
  }

  /** Whether it was rung since `seen`; spins as long as that pays. */
  rung(seen: number): boolean {
    return this.words.load(this.index) !== seen || this.spin.past(this.words, this.index, seen);
  }

  /** Blocks until it is rung after `seen`. May return for no reason, so the caller looks again. 'not-equal': it did not sleep. */
  wait(seen: number, ms = Infinity, cancel?: Cancel): Woken | Outcome {
    const { words, index, asleep } = this;
    if (this.rung(seen)) return 'not-equal';
    words.store(asleep, 1);
    const how = park(words, index, seen, ms, cancel);
    words.store(asleep, 0);
    return how;
  }

  /** As wait, on the event loop, which runs meanwhile unless it is 'not-equal' (and now and then even so). Rejects with the signal's reason. */
  async waitAsync(seen: number, limits: AsyncLimits = {}): Promise<Woken> {
    const { words, index, asleep } = this;
    if (this.rung(seen)) return unslept('not-equal');
    words.store(asleep, 1);
    return sleepAsync(words, index, seen, limits, () => words.store(asleep, 0));
  }
}
