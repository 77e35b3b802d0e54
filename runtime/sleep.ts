/** Sleeping on a word of shared memory while the event loop runs. */

/** Times that a word may have changed before the sleep began, one after the other, before the event loop gets its turn. */
const RESTLESS = 64;

let restless = 0;

/**
 * Resolves when the word is notified, after `ms`, or at once when it is no longer `seen`. Others write the word: one that never holds
 * still would have its waiter look again for ever, and no timer and no other work of the thread would come to its turn.
 */
export async function sleepOn(words: Int32Array, index: number, seen: number, ms?: number): Promise<void> {
  const { async, value } = Atomics.waitAsync(words, index, seen, ms);
  if (async) await value;
  else if (++restless % RESTLESS === 0) await new Promise(setImmediate);
}
