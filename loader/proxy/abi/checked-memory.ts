/** The isle's memory as the proxy sees it: every address and length is checked here before it is used. */
import { copied, type SharedBytes, sharedBytes } from '../../../runtime/shared-bytes.js';
import { E, fail } from './errno.js';
import { offset } from './offsets.js';

const STRING_ROOM = 65536;

export class CheckedMemory {
  u8!: SharedBytes;
  i32!: Int32Array;
  view!: DataView;
  /** Bytes. */
  size = 0;
  private readonly scratch = Buffer.alloc(STRING_ROOM);

  constructor(readonly memory: WebAssembly.Memory) {
    this.refresh();
  }

  /** Takes over a memory that has grown. */
  refresh(): boolean {
    const { buffer } = this.memory;
    if (buffer.byteLength === this.size) return false;
    this.u8 = sharedBytes(buffer);
    this.i32 = new Int32Array(buffer);
    this.view = new DataView(buffer);
    this.size = buffer.byteLength;
    return true;
  }

  /** Whether `length` bytes at `address` (both unsigned) exist. Address 0 is nowhere; no bytes are everywhere. */
  holds(address: number, length: number): boolean {
    if (length === 0) return true;
    if (address === 0) return false;
    return address + length <= this.size || (this.refresh() && address + length <= this.size);
  }

  /** Ends the call with EFAULT unless the bytes exist. */
  check(address: number, length: number): void {
    if (!this.holds(address, length)) fail(E.EFAULT);
  }

  /** A window on bytes that were checked; it is not a copy. */
  window(address: number, length: number): SharedBytes {
    return this.u8.subarray(address, address + length);
  }

  /** Bytes that were checked, copied: what is decoded, searched or compared. */
  copy(address: number, length: number): Buffer {
    return copied(this.u8, address, address + length);
  }

  /**
   * The string at `address` as a byte string (one character a byte), at most `max` bytes long.
   * Throws EFAULT where memory ends before the string, `tooLong` where the string is longer.
   */
  string(address: number, max: number, tooLong: number): string {
    if (address === 0 || address >= this.size) fail(E.EFAULT);
    const { u8, scratch } = this;
    const end = Math.min(address + max + 1, this.size);
    let n = 0;
    for (let at = address; at < end; at++) {
      const byte = u8[at] as number;
      if (byte === 0) return scratch.toString('latin1', 0, n);
      scratch[n++] = byte;
    }
    return fail(end === this.size && n <= max ? E.EFAULT : tooLong);
  }

  /** A word, unsigned, at a checked address (any alignment). */
  word(address: number): number {
    return this.view.getUint32(address, true);
  }

  setWord(address: number, value: number): void {
    this.view.setInt32(address, value, true);
  }

  /** A signed 64-bit number at a checked address; infinite where a number does not hold it exactly (offsets.ts). */
  long(address: number): number {
    return offset(this.view.getUint32(address, true), this.view.getInt32(address + 4, true));
  }

  /** The same, exactly. */
  wide(address: number): bigint {
    return this.view.getBigInt64(address, true);
  }

  setLong(address: number, value: number): void {
    this.view.setUint32(address, value >>> 0, true);
    this.view.setInt32(address + 4, Math.floor(value / 4294967296), true);
  }

  /** Zero-terminated pointers at `address`, as byte strings. EFAULT, or E2BIG for more than `max` strings or 1 MiB of text. */
  strings(address: number, max: number): string[] {
    const result: string[] = [];
    let total = 0;
    for (let at = address; ; at += 4) {
      this.check(at, 4);
      const pointer = this.word(at);
      if (pointer === 0) return result;
      if (result.length === max) fail(E.E2BIG);
      const text = this.string(pointer, STRING_ROOM - 1, E.E2BIG);
      total += text.length + 1;
      if (total > 1 << 20) fail(E.E2BIG);
      result.push(text);
    }
  }

  /** Writes a byte string and its NUL at a checked address. */
  setString(address: number, text: string): void {
    const { u8 } = this;
    for (let i = 0; i < text.length; i++) u8[address + i] = text.charCodeAt(i);
    u8[address + text.length] = 0;
  }
}
