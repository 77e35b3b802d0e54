/** Copies of bytes that may be so many that copying them at once would hold the event loop: a gibibyte takes about a second. */
import { turn } from './loop-turn.js';

/** Bytes that are copied in one turn of the event loop. */
export const PIECE = 2 ** 20;

/** The bytes, in memory that nobody else has. Whoever can write them may do so meanwhile: what is said of the copy stays true. */
export async function copiedInTurns(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += PIECE) {
    if (at > 0) await turn();
    copy.set(bytes.subarray(at, at + PIECE), at);
  }
  return copy;
}
