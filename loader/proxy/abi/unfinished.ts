/** What is thrown by work that has begun and goes on elsewhere: the call waits for it, and nobody else does. */

export class Unfinished extends Error {
  constructor(
    /** Begins; to call `done` once when it is over, from this thread's event loop. */
    readonly begin: (done: () => void) => void,
    /** The call's result once it is over; may throw as handlers do. */
    readonly result: () => number,
    /** Does the whole of it at once, in place of `begin`. */
    readonly now: () => void,
  ) {
    super('goes on elsewhere');
  }
}

/** Work whose callback gets an error or null; `now` does it at once, or throws the error. */
export function unfinished(start: (done: (error: Error | null) => void) => void, now: () => void): Unfinished {
  let failed: Error | null = null;
  const begin = (done: () => void): void =>
    start((error) => {
      failed = error;
      done();
    });
  const result = (): number => {
    if (failed) throw failed;
    return 0;
  };
  return new Unfinished(begin, result, now);
}
