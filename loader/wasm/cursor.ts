// Reads numbers and names from bytes that nobody vouches for: every read is checked against the end.
import { HermitError } from '../../runtime/errors.js';
import { readableText } from '../../runtime/printable.js';
import { unshared } from '../../runtime/shared-bytes.js';

/** A place in bytes. Every method reads at `at` and moves on; all throw HERMIT_EIMAGE with the offset when the bytes end too early. */
export class Cursor {
  private readonly view: DataView;

  /** Reads `bytes` from `at` to `end` (offsets in `bytes`). */
  constructor(
    readonly bytes: Uint8Array,
    public at = 0,
    readonly end = bytes.length,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (at < 0 || at > end || end > bytes.length)
      this.fail(`${end - at} bytes are named there, the file has ${bytes.length}`);
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  fail(why: string, at = this.at): never {
    throw new HermitError(
      'HERMIT_EIMAGE',
      `not a valid WebAssembly module: at offset 0x${Math.max(0, at).toString(16)}: ${why}`,
    );
  }

  /** Moves over `count` bytes and returns where they began. */
  skip(count: number): number {
    const start = this.at;
    if (!(count >= 0) || count > this.end - start) this.fail(`expected ${count} bytes, ${this.end - start} are left`);
    this.at = start + count;
    return start;
  }

  /** A cursor over the next `count` bytes. */
  sub(count: number): Cursor {
    const start = this.skip(count);
    return new Cursor(this.bytes, start, start + count);
  }

  u8(): number {
    return this.bytes[this.skip(1)]!;
  }
  u16(): number {
    return this.view.getUint16(this.skip(2), true);
  }
  u24(): number {
    const at = this.skip(3);
    return this.view.getUint16(at, true) | (this.bytes[at + 2]! << 16);
  }
  u32(): number {
    return this.view.getUint32(this.skip(4), true);
  }
  /** 64 bits as a number: exact up to 2^53. */
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 2 ** 32;
  }
  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  /** WebAssembly's u32: LEB128 of at most 5 bytes. */
  leb32(): number {
    const start = this.at;
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value < 2 ** 32 ? value : this.fail('a number larger than 32 bits', start);
    }
    return this.fail('a number longer than 5 bytes', start);
  }

  /** DWARF's unsigned LEB128 of up to 64 bits, as a number: exact up to 2^53. */
  uleb(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++, scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return this.fail('a number longer than 10 bytes');
  }

  /** DWARF's signed LEB128. */
  sleb(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return byte & 0x40 ? value - scale : value;
    }
    return this.fail('a number longer than 10 bytes');
  }

  /** A name: its length, then UTF-8; bytes that are none as `\xff`. */
  name(): string {
    const length = this.leb32();
    const start = this.skip(length);
    return readableText(unshared(this.bytes.subarray(start, this.at)));
  }
}
