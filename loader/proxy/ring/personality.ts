/**
 * Who answers the requests that the ring takes out of the slots: Linux's calls for an image, preview 1's for a WASI program. The ring knows
 * numbers and words alone, a personality knows nothing of slots.
 */

/** The answer of a call that must wait; no result of a call has this value. */
export const PENDING = -0x80000000;

/** The answer of a retry that did part of its work and can go on at once: others are served before it does. */
export const PARTLY = -0x7fffffff;

/** The guest has ended: this request is never answered, and no other is served. */
export const ENDED = -0x7ffffffe;

/** Each core has one request at a time, so its number names the request. None of these throws. */
export interface Personality {
  /** A first attempt: the result, minus an error number, PENDING or ENDED. `words`: a copy of the request's own, of this moment alone. */
  serve(core: number, nr: number, words: Int32Array): number;
  /** Another attempt at what was PENDING or PARTLY done. */
  retry(core: number): number;
  /** The core wants its request back: the result, or PENDING where it cannot have it now. */
  cancel(core: number): number;
  /** Whether something on this thread's event loop may let a call go on: then the loop must have its turns. */
  readonly needsEventLoop: boolean;
  /** The ring has ended. */
  close(): void;
}
