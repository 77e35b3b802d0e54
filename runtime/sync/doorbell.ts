import { type AsyncLimits, sleepAsync, unslept } from './async.js';
import { type Cancel, park } from './cancel.js';
import { NO_SPIN } from './spin.js';
import { ALL, type Outcome, type Words, type Woken, wordAt } from './words.js';

/**
 * Many may ring, one answers. A word counts the rings, another tells whether who answers sleeps. Rings merge: one look at what there is to do
 * answers all that came before it. Who looks after it has read the count sees everything that was stored before the rings in it.
 *
 * The protocol: who answers reads the count, looks what there is to do, and if there is nothing stores 1 in `asleep`, sleeps while the count
 * is the one it has read, and stores 0. Who rings stores what there is to do, adds 1, then looks at `asleep`, and notifies if it is set. The
 * words may lie on cache lines of their own.
 *
 * In the kernel: proxy_ring (kernel/cores/proxy.c) rings DOORBELL with PROXY_ASLEEP, lane_run (kernel/isles/calls.c) CALLS_DONE with
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

  /** Rings where others can write the words: a sleeper is woken whatever `asleep` says. */
  alarm(): void {
    this.words.add(this.index, 1);
    this.words.notify(this.index, ALL);
  }

  /** Spins, as long as that pays: whether it was rung since `seen`. */
  rung(seen: number): boolean {
    return this.words.load(this.index) !== seen || this.spin.past(this.words, this.index, seen);
  }

  /** Blocks while it was not rung since `seen`. Who is woken looks again: also for no reason. 'not-equal': it did not sleep. */
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
