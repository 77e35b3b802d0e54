/**
 * The names of a directory as they were when it was begun to be read, so that places in it stay what they are while names come and go. They
 * are taken as they are asked for, and kept as bytes: a directory may have millions.
 */
import type { Held } from './held.js';
import type { Entry } from './node.js';

/** Bytes of a chunk: the first is small, because most directories are. */
const SMALLEST = 1024;
const LARGEST = 65536;
/** What a chunk costs besides. */
const OVERHEAD = 256;
/** Bytes of an entry before its name: i-node, type, length of the name. */
const HEAD = 12;

interface Chunk {
  bytes: Buffer;
  used: number;
  /** Number of its first entry. */
  first: number;
}

export class Snapshot {
  private readonly chunks: Chunk[] = [];
  private count = 0;
  private charged = 0;
  /** Where the entry that is read next begins, in which chunk. */
  private at = { index: 0, chunk: 0, offset: 0 };
  private complete = false;

  constructor(
    private readonly names: Iterator<Entry>,
    private readonly held: Held,
  ) {}

  private add({ name, ino, type }: Entry): void {
    const length = HEAD + name.length;
    let chunk = this.chunks.at(-1);
    if (!chunk || chunk.used + length > chunk.bytes.length) {
      const size = Math.max(length, Math.min(LARGEST, SMALLEST << this.chunks.length));
      this.held.take(size + OVERHEAD);
      this.charged += size + OVERHEAD;
      this.chunks.push((chunk = { bytes: Buffer.alloc(size), used: 0, first: this.count }));
    }
    const { bytes, used } = chunk;
    bytes.writeBigUInt64LE(BigInt.asUintN(64, ino), used);
    bytes.writeUInt16LE(type, used + 8);
    bytes.writeUInt16LE(name.length, used + 10);
    bytes.write(name, used + HEAD, 'latin1');
    chunk.used += length;
    this.count++;
  }

  /** Takes names until it has the one of that number, or `end` (performance.now()) has come. Whether it need not go on. */
  reach(number: number, end: number): boolean {
    for (let n = 0; !this.complete && this.count <= number; n++) {
      if (n % 16 === 15 && performance.now() > end) return false;
      const next = this.names.next();
      if (next.done) this.complete = true;
      else this.add(next.value);
    }
    return true;
  }

  /** The entry of a number that was reached; undefined behind the last one. */
  entry(number: number): Entry | undefined {
    if (number >= this.count) return undefined;
    if (number !== this.at.index) this.go(number);
    const { at, chunks } = this;
    if (at.offset >= chunks[at.chunk]!.used) this.at = { index: number, chunk: at.chunk + 1, offset: 0 };
    const { bytes } = chunks[this.at.chunk]!;
    const { offset } = this.at;
    const length = bytes.readUInt16LE(offset + 10);
    return {
      name: bytes.toString('latin1', offset + HEAD, offset + HEAD + length),
      ino: bytes.readBigUInt64LE(offset),
      type: bytes.readUInt16LE(offset + 8),
    };
  }

  /** The entry that was looked at is done with. */
  pass(): void {
    const { bytes } = this.chunks[this.at.chunk]!;
    this.at.offset += HEAD + bytes.readUInt16LE(this.at.offset + 10);
    this.at.index++;
  }

  private go(number: number): void {
    let chunk = this.chunks.length - 1;
    while (this.chunks[chunk]!.first > number) chunk--;
    this.at = { index: this.chunks[chunk]!.first, chunk, offset: 0 };
    while (this.at.index < number) this.pass();
  }

  release(): void {
    this.names.return?.();
    this.held.give(this.charged);
    this.charged = 0;
    this.chunks.length = 0;
    this.count = 0;
    this.complete = true;
  }
}
