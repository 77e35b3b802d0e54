import { type AsyncLimits, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { Spin } from './spin.js';
import { ALL, endOf, leftUntil, type Outcome, type Words, wordAt } from './words.js';

/**
 * Room for one letter that two sides pass to each other. One word is its state, in values that the two agree on: which side owns the letter now.
 * Another says whether the waiting side sleeps. The letter itself is plain words beside them: a thread that finds the state that put() stored sees
 * everything stored before it.
 *
 * The protocol: the waiter checks the state, stores 1 in `sleeping`, checks again, sleeps on the state, stores 0. The sender stores the state, then
 * loads `sleeping`, and notifies if it is set. At most one thread waits at a time.
 *
 * In the kernel: proxy_request (kernel/cores/proxy.c) waits on SLOT_STATE with SLOT_SLEEPING for what the proxy puts, await_call
 * (kernel/isles/calls.c) on CALL_SLOT_STATE with CALL_SLOT_SLEEPING for what the loader puts.
 */
export class Mailbox {
  private readonly index: number;
  private readonly sleeping: number;

  /** @param state, @param sleeping addresses of the two words, both 0 at first */
  constructor(
    private readonly words: Words,
    state: number,
    sleeping: number,
    readonly spin = new Spin(),
  ) {
    this.index = wordAt(words, state);
    this.sleeping = wordAt(words, sleeping);
  }

  /** Which side owns the letter. */
  get state(): number {
    return this.words.load(this.index);
  }

  /** Takes the letter where several threads might: true if the state was `from` and is now `to`. */
  claim(from: number, to: number): boolean {
    return this.words.compareExchange(this.index, from, to) === from;
  }

  /** Passes the letter on. Returns whether the other side slept and had to be woken. */
  put(state: number): boolean {
    const { words, index, sleeping } = this;
    words.store(index, state);
    if (words.load(sleeping) === 0) return false;
    words.notify(index, ALL);
    return true;
  }

  /** Whether the state is no longer `seen`; spins as long as that pays. */
  left(seen: number): boolean {
    return this.spin.past(this.words, this.index, seen);
  }

  /** Blocks until the state is `state`. */
  wait(state: number, ms = Infinity, cancel?: Cancel): Outcome {
    const { words, index, sleeping } = this;
    const now = words.load(index);
    if (now === state) return 'ok';
    if (this.spin.past(words, index, now) && words.load(index) === state) return 'ok';
    words.store(sleeping, 1);
    const how = this.sleep(state, ms, cancel);
    words.store(sleeping, 0);
    return how;
  }

  private sleep(state: number, ms: number, cancel: Cancel | undefined): Outcome {
    const { words, index } = this;
    const end = endOf(words, ms);
    for (let left = ms; ; left = leftUntil(words, end)) {
      const now = words.load(index);
      if (now === state) return 'ok';
      if (left <= 0) return 'timed-out';
      if (park(words, index, now, left, cancel) === 'cancelled')
        return words.load(index) === state ? 'ok' : 'cancelled';
    }
  }

  /** As wait, on the event loop. Rejects with the signal's reason. */
  async waitAsync(state: number, limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    const { words, index, sleeping } = this;
    return untilAsync(
      {
        words,
        index,
        slice: Infinity,
        ready: () => words.load(index) === state,
        enter: () => words.store(sleeping, 1),
        leave: () => words.store(sleeping, 0),
      },
      limits,
    );
  }
}
