// Giving pages of memory back to Linux.
import { libc } from './libc.js';

type Advise = (address: Uint8Array, length: number, advice: number) => number;

/** The pages of private memory go back, and are zero when they are touched again. */
const MADV_DONTNEED = 4;

let advise: Advise | null | undefined;

/** Gives back all pages of a memory of V8's: it is zero afterwards. False where that is not possible, and nothing has changed. */
export function discardPages(memory: WebAssembly.Memory): boolean {
  advise ??= libc<Advise>('int madvise(uint8_t *address, size_t length, int advice)') ?? null;
  const { buffer } = memory;
  return advise !== null && advise(new Uint8Array(buffer), buffer.byteLength, MADV_DONTNEED) === 0;
}
