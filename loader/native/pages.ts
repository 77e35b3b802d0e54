// Giving pages of memory back to Linux.
import { dueTurn } from '../../runtime/loop-turn.js';
import { libc } from './libc.js';

type Advise = (address: Uint8Array, length: number, advice: number) => number;

/** The pages of private memory go back, and are zero when they are touched again. */
const MADV_DONTNEED = 4;

/** Bytes that are given back at a time: a fraction of a millisecond if all of them were touched. */
const PIECE = 4 << 20;

let advise: Advise | null | undefined;

/**
 * Gives back all pages of a memory of V8's: it is zero afterwards. False where that is not possible. The event loop has its turns: Linux takes
 * a tenth of a second for a gigabyte that was touched.
 */
export async function discardPages(memory: WebAssembly.Memory): Promise<boolean> {
  advise ??= libc<Advise>('int madvise(uint8_t *address, size_t length, int advice)') ?? null;
  const { buffer } = memory;
  if (advise === null) return false;
  for (let at = 0; at < buffer.byteLength; at += PIECE) {
    const length = Math.min(PIECE, buffer.byteLength - at);
    if (advise(new Uint8Array(buffer, at, length), length, MADV_DONTNEED) !== 0) return false;
    await dueTurn();
  }
  return true;
}
