/** How a blocked thread is reached: a word that asks it to give up, and one that says where it sleeps. */
import { ALL, type Outcome, type Words, type Woken, wordAt } from './words.js';

/** The address of the word at 0, where that would say that nothing is slept on. */
const AT_ZERO = 1;

/**
 * One thread's blocking waits, as others can end them. The thread passes it to each wait; the canceller sets the flag, then wakes.
 *
 * The protocol is the kernel's (core_wait and core_interrupt in kernel/cores): the thread stores where it sleeps, looks at the flag, sleeps,
 * stores 0. A wake between the look and the sleep finds nobody, so the canceller repeats it until the thread no longer seems to sleep.
 */
export class Cancel {
  private readonly flag: number;
  private readonly where: number;

  /** @param flag address of the word that is not 0 once the waits are to end; @param where of the word that says what is slept on, 0 nothing */
  constructor(
    private readonly words: Words,
    flag: number,
    where: number,
  ) {
    this.flag = wordAt(words, flag);
    this.where = wordAt(words, where);
  }

  /** Requested, and not cleared since. */
  get requested(): boolean {
    return this.words.load(this.flag) !== 0;
  }

  /** Ends the present wait and those that begin, until clear(). wake() follows. */
  request(): void {
    this.words.store(this.flag, 1);
  }

  clear(): void {
    this.words.store(this.flag, 0);
  }

  /** Wakes all that sleep where the thread does; false when it does not sleep. While true, it may not have noticed: wake again. */
  wake(): boolean {
    const { words } = this;
    const address = words.load(this.where);
    if (address === 0) return false;
    // Not to be trusted: others can write the memory.
    if (address >>> 2 < words.length) words.notify(address >>> 2, ALL);
    return true;
  }

  /** One sleep of the thread. */
  wait(index: number, seen: number, ms: number): Woken | 'cancelled' {
    const { words } = this;
    words.store(this.where, index === 0 ? AT_ZERO : index * 4);
    const how = this.requested ? 'cancelled' : words.wait(index, seen, ms);
    words.store(this.where, 0);
    return this.requested ? 'cancelled' : how;
  }
}

/** One sleep, which a cancellation ends if there is any. */
export function park(
  words: Words,
  index: number,
  seen: number,
  ms: number,
  cancel: Cancel | undefined,
): Woken | Outcome {
  return cancel === undefined ? words.wait(index, seen, ms) : cancel.wait(index, seen, ms);
}
