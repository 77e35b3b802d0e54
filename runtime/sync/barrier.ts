import { type AsyncLimits, SILENT, untilAsync } from './async.js';
import { type Cancel, park } from './cancel.js';
import { Spin } from './spin.js';
import { ALL, endOf, leftUntil, type Outcome, type Words, wordAt } from './words.js';

/** The low bits count the threads that have arrived; the number of the turn is above them. */
const TURN_SHIFT = 16;
const ARRIVED = (1 << TURN_SHIFT) - 1;
/** No turn: the caller was the last to arrive. */
const LAST = -1;

/**
 * A barrier that a fixed number of threads use again and again, in one word, 0 at first. A thread that passes sees everything that the others stored
 * before they arrived. A thread that gives up does not count as arrived.
 */
export class Barrier {
  private readonly index: number;

  /** @param address of the word; @param parties threads that meet, 1 to 65535, the same for all of them */
  constructor(
    private readonly words: Words,
    address: number,
    readonly parties: number,
    readonly spin = new Spin(),
  ) {
    this.index = wordAt(words, address);
    if (!(Number.isInteger(parties) && parties > 0 && parties <= ARRIVED))
      throw new RangeError(`expected 1 to ${ARRIVED} parties, got ${parties}`);
  }

  /** Blocks until all have arrived. A caller that is cancelled or late when all have arrived has passed. */
  wait(ms = Infinity, cancel?: Cancel): Outcome {
    const { words, index } = this;
    const turn = this.arrive();
    if (turn === LAST) return 'ok';
    const end = endOf(words, ms);
    for (let left = ms; ; left = leftUntil(words, end)) {
      const seen = words.load(index);
      if (seen >>> TURN_SHIFT !== turn) return 'ok';
      if (left <= 0) return this.withdraw(turn) ? 'timed-out' : 'ok';
      if (this.spin.past(words, index, seen)) continue;
      if (park(words, index, seen, left, cancel) === 'cancelled') return this.withdraw(turn) ? 'cancelled' : 'ok';
    }
  }

  /** As wait, on the event loop. Rejects with the signal's reason: then the caller does not count as arrived. */
  async waitAsync(limits: AsyncLimits = {}): Promise<'ok' | 'timed-out'> {
    limits.signal?.throwIfAborted();
    const { words, index } = this;
    const turn = this.arrive();
    if (turn === LAST) return 'ok';
    try {
      const ready = (): boolean => words.load(index) >>> TURN_SHIFT !== turn;
      const how = await untilAsync({ ...SILENT, words, index, ready }, limits);
      return how === 'timed-out' && !this.withdraw(turn) ? 'ok' : how;
    } catch (error) {
      if (this.withdraw(turn)) throw error;
      return 'ok';
    }
  }

  /** Counts the caller; the last one begins the next turn and wakes the others. Returns the turn that the caller waits to be over, or LAST. */
  private arrive(): number {
    const { words, index, parties } = this;
    for (let now = words.load(index); ;) {
      const last = (now & ARRIVED) + 1 === parties;
      const found = words.compareExchange(index, now, ((last ? now | ARRIVED : now) + 1) | 0);
      if (found === now) {
        if (!last) return now >>> TURN_SHIFT;
        words.notify(index, ALL);
        return LAST;
      }
      now = found;
    }
  }

  /** Takes the arrival back; false when the turn is over. */
  private withdraw(turn: number): boolean {
    const { words, index } = this;
    for (let now = words.load(index); now >>> TURN_SHIFT === turn;) {
      const found = words.compareExchange(index, now, now - 1);
      if (found === now) return true;
      now = found;
    }
    return false;
  }
}
