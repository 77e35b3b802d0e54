/** What the programs that the checker runs have in common. */
import { Cancel, Spin, type Words } from '../../runtime/sync/index.js';
import { Again, type Program } from './model.js';

/** One look, so that the spin's steps are there and few. */
export const brief = (): Spin => new Spin(1, 1);

/** Where a canceller's words lie: the flag, then what is slept on. */
export const cancelAt = (words: Words, address: number): Cancel => new Cancel(words, address, address + 4);

/** Cancels, and wakes until the thread of that number has noticed. */
export const canceller =
  (address: number, thread: number): Program =>
  ({ words }) => {
    const cancel = cancelAt(words, address);
    cancel.request();
    return cancel.wake() ? new Again(thread) : 'cancelled';
  };

/** 'aborted' where the signal ended it; the checker's own end goes on. */
export async function abortable(wait: Promise<string>): Promise<string> {
  try {
    return await wait;
  } catch (error) {
    if (error === 'aborted') return 'aborted';
    throw error;
  }
}
