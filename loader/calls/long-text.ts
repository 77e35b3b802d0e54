/** Texts of an isle that are too long to be read at once: bytes that are no UTF-8 take V8 twenty milliseconds a megabyte. */
import { isAscii } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { HermitError } from '../../runtime/errors.js';
import { dueTurn } from '../../runtime/loop-turn.js';
import type { SharedBytes } from '../../runtime/shared-bytes.js';

/** Bytes of a call's result that are read at once; of more, so many at a time. */
export const AT_ONCE = 1 << 18;
/** Longest text that is read from an isle at once, and as a call's result, in bytes. */
export const STRING_MAX = 1 << 20;
export const RESULT_MAX = 1 << 24;
/**
 * Bytes of a string that Node keeps outside of V8's heap, if they are of one byte a character (from 1,031,913 on). In the heap each had pages of
 * its own, and to give those of some texts back to Linux kept the thread for milliseconds.
 */
const OUTSIDE = 1 << 20;

/** Memory that texts lie in. */
export interface TextSource {
  /** Its bytes. */
  readonly length: number;
  /** Fills `into` from an address; both ends lie inside. */
  read(address: number, into: Uint8Array): void;
}

export const sharedSource = (bytes: SharedBytes): TextSource => ({
  length: bytes.length,
  read: (address, into) => into.set(bytes.subarray(address, address + into.length)),
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
  const decode = decoder();
  const part = Buffer.allocUnsafeSlow(OUTSIDE);
  const last = Math.min(source.length, address + most + 1);
  let text = '';
  let filled = 0;
  for (let at = address; at < last && !over.aborted; await dueTurn()) {
    const piece = part.subarray(filled, filled + Math.min(AT_ONCE, last - at));
    source.read(at, piece);
    at += piece.length;
    const end = piece.indexOf(0);
    if (end >= 0) return text + (await decode(part.subarray(0, filled + end), true));
    filled += piece.length;
    if (filled < OUTSIDE) continue;
    await dueTurn();
    text += await decode(part, false);
    filled = 0;
  }
  return undefined;
}

/** Decodes parts of a text one after the other. */
function decoder(): (part: Buffer, last: boolean) => Promise<string> {
  const utf8 = new StringDecoder('utf8');
  let ascii = true;
  return async (part, last) => {
    ascii &&= isAscii(part);
    if (ascii) return part.toString('latin1');
    let text = '';
    for (let at = 0; at < part.length; at += AT_ONCE) {
      text += utf8.write(part.subarray(at, at + AT_ONCE));
      await dueTurn();
    }
    return last ? text + utf8.end() : text;
  };
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
