/**
 * Frames between a service and the process that holds a machine of its own. A header of three words (bytes of the body, the isle's id, the
 * kind), little-endian, then the body. What comes from the child is a stranger's: each kind has its longest body, and a frame that is too
 * long or of no known kind ends the connection before room is made for it.
 */
import type { Socket } from 'node:net';

export const HEADER_BYTES = 12;

/** What the service says. */
export const TO_CHILD = {
  /** v8.serialize of StartMessage. */
  START: 1,
  /** An image; the id is its number. */
  IMAGE: 2,
  /** v8.serialize of BootMessage; the id is that of its first isle, the others' follow. */
  BOOT: 3,
  CALL: 4,
  INPUT: 5,
  INPUT_END: 6,
  /** Bytes of output that have been taken: a word for each of standard output and error. */
  TAKEN: 7,
  /** Nobody takes this output any more: a word, 1 or 2. */
  CLOSED: 8,
  SIGNAL: 9,
  HALT: 10,
  STATS: 11,
  /** v8.serialize of a RequestMessage. */
  REQUEST: 12,
  /** Calls lie in slots whose threads sleep. */
  POSTED: 13,
  /** A word: the count of answers that is known. Asks for ANSWERS when it is another. */
  WATCH: 14,
  /** Asks for FLUSHED. */
  FLUSH: 15,
} as const;

/** What the child says. */
export const TO_SERVICE = {
  READY: 1,
  /** JSON of what has booted, or of why it has not. */
  BOOTED: 2,
  ANSWER: 3,
  OUTPUT: 4,
  /** Bytes of input that have been taken: a word. */
  INPUT_TAKEN: 5,
  /** JSON of an end, of which nothing is left. */
  ENDED: 6,
  /** JSON of statistics. */
  STATS: 7,
  /** Words for people. */
  WARNING: 8,
  /** JSON, and bytes behind it, for a REQUEST of that id. */
  REPLY: 9,
  /** JSON of an outcome: the isle ends, calls that ran have failed. */
  ENDING: 10,
  /** There are answers in slots. */
  ANSWERS: 11,
  /** What the isle had written when it was asked has been said. */
  FLUSHED: 12,
} as const;

const KIB = 1024;
const MIB = 1024 * KIB;

/** Longest bodies of the child's frames. An answer's depends on the call. */
export const LONGEST: Readonly<Record<number, number>> = {
  [TO_SERVICE.READY]: 64,
  [TO_SERVICE.BOOTED]: MIB,
  [TO_SERVICE.ANSWER]: 64 * KIB,
  [TO_SERVICE.OUTPUT]: 64 * KIB + 4,
  [TO_SERVICE.INPUT_TAKEN]: 4,
  [TO_SERVICE.ENDED]: 256 * KIB,
  [TO_SERVICE.ENDING]: 256 * KIB,
  [TO_SERVICE.ANSWERS]: 0,
  [TO_SERVICE.FLUSHED]: 0,
  [TO_SERVICE.STATS]: 256 * KIB,
  [TO_SERVICE.WARNING]: 4 * KIB,
  [TO_SERVICE.REPLY]: 64 * KIB,
};

/** Bytes of output, with FRAME_COST for each frame, that may be under way for each stream; then the guest waits. */
export const OUTPUT_WINDOW = 256 * KIB;
/** Beyond the window: what a program wrote last, which is said although nobody has taken what was before. */
export const OUTPUT_LAST = MIB;
/** Longest piece of output in one frame. */
export const OUTPUT_PIECE = 64 * KIB;
/** Bytes of input that may be under way. */
export const INPUT_WINDOW = 64 * KIB;
/** What a frame counts beside its bytes, so that tiny ones are no flood. */
export const FRAME_COST = 256;

/** Puts frames together. Small ones are one write. */
export function frame(kind: number, id: number, ...parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  const all = Buffer.allocUnsafe(HEADER_BYTES + length);
  all.writeUInt32LE(length, 0);
  all.writeUInt32LE(id, 4);
  all.writeUInt32LE(kind, 8);
  let at = HEADER_BYTES;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const send = (socket: Socket, kind: number, id: number, ...parts: readonly Uint8Array[]): boolean =>
  socket.write(frame(kind, id, ...parts));

export const word = (value: number): Buffer => {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
};

/** Takes a stream of bytes apart. `take` gets a body that is its own only until it returns. */
export class FrameReader {
  /** A frame whose end has not come: as long as it is known to be. */
  private part = Buffer.alloc(HEADER_BYTES);
  private filled = 0;
  private stopped = false;

  constructor(
    /** Longest body of a frame; undefined: there is none of that kind. */
    private readonly longest: (kind: number, id: number) => number | undefined,
    private readonly take: (kind: number, id: number, body: Buffer) => void,
  ) {}

  /** Takes nothing more. */
  stop(): void {
    this.stopped = true;
  }

  /** False: what came is no frame. */
  push(chunk: Buffer): boolean {
    let at = 0;
    while (at < chunk.length && !this.stopped) {
      const left = chunk.length - at;
      if (this.filled === 0 && left >= HEADER_BYTES) {
        const length = this.bodyLength(chunk, at);
        if (length === undefined) return false;
        if (left >= HEADER_BYTES + length) {
          this.whole(chunk, at, length);
          at += HEADER_BYTES + length;
          continue;
        }
      }
      const taken = Math.min(left, this.part.length - this.filled);
      chunk.copy(this.part, this.filled, at, at + taken);
      at += taken;
      this.filled += taken;
      if (this.filled < this.part.length) continue;
      const length = this.bodyLength(this.part, 0);
      if (length === undefined) return false;
      if (this.filled === HEADER_BYTES && length > 0) {
        const begun = this.part;
        this.part = Buffer.allocUnsafeSlow(HEADER_BYTES + length);
        begun.copy(this.part);
        continue;
      }
      const done = this.part;
      this.part = Buffer.alloc(HEADER_BYTES);
      this.filled = 0;
      this.whole(done, 0, length);
    }
    return true;
  }

  private bodyLength(bytes: Buffer, at: number): number | undefined {
    const length = bytes.readUInt32LE(at);
    const most = this.longest(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 4));
    return most === undefined || length > most ? undefined : length;
  }

  private whole(bytes: Buffer, at: number, length: number): void {
    const begin = at + HEADER_BYTES;
    this.take(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 4), bytes.subarray(begin, begin + length));
  }
}
