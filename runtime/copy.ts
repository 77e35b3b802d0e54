/**
 * Copies between two shared memories. TypedArray.set goes word by word there, and byte by byte where the two places differ in their
 * distance from a multiple of 8. Buffer.fill with an array that is as long as the range is a memcpy: it begins later, runs at up to twice the speed,
 * and does not mind where the bytes lie.
 */

/** Below this many bytes TypedArray.set is faster, if both places are alike: a call of `fill` costs about 60 ns to begin with. */
const LONG = 2048;
/** Windows on a memory that are kept for the next copy from the same place: either way needs one, and makes garbage. */
const WINDOWS = 64;

/** A memory that bytes are copied from and to. */
export class Copyable {
  private readonly bytes: Buffer;
  private readonly whole: Uint8Array;
  private readonly windows: Uint8Array[];

  constructor(memory: ArrayBufferLike) {
    this.bytes = Buffer.from(memory);
    this.whole = new Uint8Array(memory);
    this.windows = Array.from({ length: WINDOWS }, () => this.whole.subarray(0, 0));
  }

  private window(start: number, length: number): Uint8Array {
    const index = ((start >>> 6) ^ (start >>> 12) ^ length) & (WINDOWS - 1);
    const kept = this.windows[index]!;
    if (kept.byteOffset === start && kept.length === length) return kept;
    return (this.windows[index] = this.whole.subarray(start, start + length));
  }

  /** Copies to `target` here from `source` there. The ranges were checked, and are not empty. */
  copy(target: number, from: Copyable, source: number, length: number): void {
    const window = from.window(source, length);
    if (length < LONG && ((target ^ source) & 7) === 0) this.bytes.set(window, target);
    else this.bytes.fill(window, target, target + length);
  }
}
