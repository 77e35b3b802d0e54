/** Texts of an isle that are too long to be read at once: bytes that are no UTF-8 take V8 twenty milliseconds a megabyte. */
import { StringDecoder } from 'node:string_decoder';
import { HermitError } from '../../runtime/errors.js';
import { dueTurn } from '../../runtime/loop-turn.js';
import { copied, type SharedBytes } from '../../runtime/shared-bytes.js';

/** Bytes of a call's result that are read at once; of more, so many at a time: V8 does not move strings of this size when it collects garbage. */
export const AT_ONCE = 1 << 18;
/** Longest text that is read from an isle at once, and as a call's result, in bytes. */
export const STRING_MAX = 1 << 20;
export const RESULT_MAX = 1 << 24;

/** Memory that texts lie in. */
export interface TextSource {
  /** Its bytes. */
  readonly length: number;
  /** A copy of those from `start` to `end`, which are inside. */
  copy(start: number, end: number): Buffer;
}

export const sharedSource = (bytes: SharedBytes): TextSource => ({
  length: bytes.length,
  copy: (start, end) => copied(bytes, start, end),
});

/**
 * The text that ends with a zero at an address, at most `most` bytes; undefined when there is none, or its isle ends (`over`). The event loop
 * has its turns meanwhile.
 */
export async function longText(
  source: TextSource,
  address: number,
  most: number,
  over: AbortSignal,
): Promise<string | undefined> {
  const decoder = new StringDecoder('utf8');
  const last = Math.min(source.length, address + most + 1);
  let text = '';
  for (let at = address; at < last && !over.aborted; at += AT_ONCE) {
    const piece = source.copy(at, Math.min(at + AT_ONCE, last));
    const end = piece.indexOf(0);
    if (end >= 0) return text + decoder.end(piece.subarray(0, end));
    text += decoder.write(piece);
    await dueTurn();
  }
  return undefined;
}

/** @throws HermitError HERMIT_EARGUMENT. */
export function noString(pointer: number, most: number): never {
  const what = `expected the address of a string in the isle, of at most ${most >> 20} MiB`;
  throw new HermitError('HERMIT_EARGUMENT', `${what}, got ${pointer}: read longer ones with isle.view`);
}

/** The text of a result at an address, once it is read. @throws as noString. */
export async function textOf(address: number, reading: Promise<string | undefined>): Promise<string> {
  return (await reading) ?? noString(address, RESULT_MAX);
}
