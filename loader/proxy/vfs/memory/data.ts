/** The bytes of a file in memory: chunks that exist only where something was written. */
import { E, fail } from '../../abi/errno.js';

/** Bytes a chunk holds at most; small files have one smaller chunk that doubles as it grows. */
const CHUNK = 65536;
const SMALLEST = 512;

/** Room shared by all files of one file system. */
export class Quota {
  used = 0;

  constructor(readonly limit: number) {}

  take(bytes: number): void {
    if (this.used + bytes > this.limit) fail(E.ENOSPC);
    this.used += bytes;
  }
}

/** What holds a file's bytes. */
export interface FileData {
  size: number;
  /** Bytes of memory taken. */
  held: number;
  read(buffer: Uint8Array, start: number, length: number, position: number): number;
  /** Answers less than `length` when room ends; throws ENOSPC when there is none at all. */
  write(buffer: Uint8Array, start: number, length: number, position: number): number;
  truncate(length: number): void;
  /** Bytes become zeros. */
  zero(from: number, to: number): void;
  free(): void;
}

export class MemoryData implements FileData {
  size = 0;
  private readonly chunks = new Map<number, Uint8Array>();
  /** Bytes of all chunks. */
  held = 0;

  constructor(private readonly quota: Quota) {}

  read(buffer: Uint8Array, start: number, length: number, position: number): number {
    const n = Math.min(length, this.size - position);
    if (n <= 0) return 0;
    for (let done = 0; done < n;) {
      const at = position + done;
      const offset = at % CHUNK;
      const part = Math.min(n - done, CHUNK - offset);
      const chunk = this.chunks.get(Math.floor(at / CHUNK));
      const there = chunk ? Math.max(0, Math.min(part, chunk.length - offset)) : 0;
      if (chunk && there > 0) buffer.set(chunk.subarray(offset, offset + there), start + done);
      if (there < part) buffer.fill(0, start + done + there, start + done + part);
      done += part;
    }
    return n;
  }

  write(buffer: Uint8Array, start: number, length: number, position: number): number {
    let done = 0;
    while (done < length) {
      const at = position + done;
      const offset = at % CHUNK;
      const part = Math.min(length - done, CHUNK - offset);
      let chunk: Uint8Array;
      try {
        chunk = this.chunk(Math.floor(at / CHUNK), offset + part);
      } catch (error) {
        if (done === 0) throw error;
        break;
      }
      chunk.set(buffer.subarray(start + done, start + done + part), offset);
      done += part;
    }
    if (position + done > this.size) this.size = position + done;
    return done;
  }

  /** The chunk, with room for at least `room` bytes. */
  private chunk(index: number, room: number): Uint8Array {
    const old = this.chunks.get(index);
    if (old && old.length >= room) return old;
    let length = index === 0 ? Math.max(SMALLEST, old?.length ?? 0) : CHUNK;
    while (length < room) length *= 2;
    this.quota.take(length - (old?.length ?? 0));
    const grown = new Uint8Array(length);
    if (old) grown.set(old);
    this.held += length - (old?.length ?? 0);
    this.chunks.set(index, grown);
    return grown;
  }

  private drop(index: number): void {
    const chunk = this.chunks.get(index);
    if (!chunk) return;
    this.chunks.delete(index);
    this.held -= chunk.length;
    this.quota.used -= chunk.length;
  }

  truncate(length: number): void {
    if (length < this.size) {
      for (const index of this.chunks.keys()) if (index * CHUNK >= length) this.drop(index);
      this.zero(length, this.size);
    }
    this.size = length;
  }

  /** Bytes become zeros; whole chunks go. */
  zero(from: number, to: number): void {
    for (const [index, chunk] of this.chunks) {
      const start = Math.max(from - index * CHUNK, 0);
      const end = Math.min(to - index * CHUNK, chunk.length);
      if (start === 0 && end === chunk.length) this.drop(index);
      else if (start < end) chunk.fill(0, start, end);
    }
  }

  free(): void {
    for (const index of this.chunks.keys()) this.drop(index);
    this.size = 0;
  }
}
