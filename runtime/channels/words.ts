/** The words of a board of channels: kernel/include/layout.h tells what they mean. */
import * as L from '../generated/layout.js';

/** Where an end lies in any board. */
export const endOffset = (end: number): number => L.BOARD_ENDS + end * L.END_SIZE;
/** Where a port lies in any board. */
export const portOffset = (slot: number): number => L.BOARD_PORTS + slot * L.PORT_SIZE;

/** A value of END_LINK. */
export const linkWord = (generation: number, end: number, state: number): number =>
  (generation << L.LINK_GENERATION_SHIFT) | (end << L.LINK_END_SHIFT) | state;
export const LINK_STATE = (1 << L.LINK_END_SHIFT) - 1;
const CALL_STATE = (1 << L.CALL_END_SHIFT) - 1;

/** A call, taken apart. `end` is where the caller's end lies in its board. */
export interface Call {
  isle: number;
  generation: number;
  end: number;
}

/** Undefined if the word can be no call: any isle may have written it. */
export function readCall(word: number): Call | undefined {
  const isle = (word >> L.CALL_ISLE_SHIFT) & L.CALL_ISLE_MASK;
  if ((word & CALL_STATE) !== L.CALL_WAITS || isle > L.LOADER) return undefined;
  return {
    isle,
    generation: (word >> L.CALL_GENERATION_SHIFT) & L.GENERATION_MASK,
    end: endOffset((word >> L.CALL_END_SHIFT) & L.LINK_END_MASK),
  };
}
