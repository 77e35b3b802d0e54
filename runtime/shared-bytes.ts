/**
 * Bytes that a guest can write while they are read: those of memories that threads share. What reads such bytes more than once sees two
 * different things, and Node's native decoders read them twice: they count characters, make room, then write, and a guest that changes
 * the bytes between the two ends the process. So nothing is searched, compared or decoded there. It is copied first, by the functions
 * here, and what is said of the copy stays true.
 */

/**
 * A view of memory that a guest can write. It can be copied (slice, set from it), written (set, fill) and handed to a system call, which copies;
 * single bytes can be read once into a local. What would look at it in passes, or hand it to code that does, has no type here.
 */
export interface SharedBytes extends Uint8Array<ArrayBufferLike> {
  fill(value: number, start?: number, end?: number): this;
  subarray(begin?: number, end?: number): SharedBytes;
  slice(start?: number, end?: number): Uint8Array<ArrayBuffer>;
  readonly at: never;
  readonly entries: never;
  readonly every: never;
  readonly filter: never;
  readonly find: never;
  readonly findIndex: never;
  readonly findLast: never;
  readonly findLastIndex: never;
  readonly forEach: never;
  readonly includes: never;
  readonly indexOf: never;
  readonly join: never;
  readonly lastIndexOf: never;
  readonly map: never;
  readonly reduce: never;
  readonly reduceRight: never;
  readonly reverse: never;
  readonly some: never;
  readonly sort: never;
  readonly toLocaleString: never;
  readonly toReversed: never;
  readonly toSorted: never;
  readonly toString: never;
  readonly values: never;
  readonly with: never;
}

/** A view of a memory that a guest can write. */
export const sharedBytes = (buffer: ArrayBufferLike, start = 0, length = buffer.byteLength - start): SharedBytes =>
  new Uint8Array(buffer, start, length) as Uint8Array as SharedBytes;

/** The bytes from `start` to `end`, in memory that no guest has. */
export function copied(bytes: Uint8Array | SharedBytes, start = 0, end = bytes.length): Buffer<ArrayBuffer> {
  const copy = Buffer.alloc(Math.max(0, end - start));
  copy.set(bytes.subarray(start, end));
  return copy;
}

/** Bytes that are looked at for longer: themselves, or a copy where a guest could write them. */
export const unshared = (bytes: Uint8Array): Uint8Array =>
  bytes.buffer instanceof SharedArrayBuffer ? copied(bytes) : bytes;

/** First and largest piece that is copied in search of a text's end. */
const PIECE = 256;
const PIECE_MAX = 1 << 20;

/** The bytes before the first zero from `start` on, copied; undefined: none comes within `most` bytes. */
export function copiedText(bytes: SharedBytes, start: number, most: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  const last = Math.min(bytes.length, start + most + 1);
  for (let at = start, size = PIECE; at < last; size = Math.min(4 * size, PIECE_MAX)) {
    const piece = copied(bytes, at, Math.min(at + size, last));
    const end = piece.indexOf(0);
    if (end >= 0) {
      const rest = piece.subarray(0, end);
      return pieces.length > 0 ? Buffer.concat([...pieces, rest]) : rest;
    }
    pieces.push(piece);
    at += piece.length;
  }
  return undefined;
}
