/**
 * Memories of isles, used again. A shared memory is unmapped only when every thread's garbage collector has found the last trace of
 * it, so a machine that boots isles again and again would pile them up.
 */
import { WASM_PAGE } from '../../runtime/pages.js';
import { reserveMemory } from '../../runtime/bootpage.js';
import { HermitError } from '../../runtime/errors.js';
import { collect } from '../../runtime/collect.js';
import { BOOT_MAGIC, BOOT_MAGIC_VALUE } from '../../runtime/generated/layout.js';
import { discardPages } from '../native/pages.js';

const MIB = 1024 ** 2;
const MEMORY_MAX = 4096 * MIB;

/** Bytes of an isle's memory, from what was asked for and what its program needs. @throws HermitError HERMIT_EMEMORY. */
export function memoryBytes(asked: number, least: number, name: string): number {
  const bytes = Math.ceil(asked / WASM_PAGE) * WASM_PAGE;
  if (!(bytes >= least)) throw tooLittle(least, asked, name);
  if (bytes > MEMORY_MAX) throw new HermitError('HERMIT_EMEMORY', `memory: expected at most 4 GiB, got ${asked} bytes`);
  return bytes;
}

export const tooLittle = (least: number, asked: number, name: string): HermitError =>
  new HermitError('HERMIT_EMEMORY', `${name} needs at least ${least / MIB} MiB of memory, but gets ${asked / MIB} MiB`);

/** Memories that are kept for later isles. */
const KEPT = 16;
/** Memories with arrays in the process that are let go before garbage is collected: V8 reserves 10 GiB of addresses for each. */
const SHED_MOST = 16;

export class Memories {
  private readonly kept: WebAssembly.Memory[] = [];
  private shed = 0;
  private closed = false;
  /** Buffers that arrays of the library's user may still see. */
  private readonly lent = new WeakMap<WebAssembly.Memory, WeakRef<ArrayBufferLike>>();

  /** All zero, of `bytes` bytes. @throws HermitError HERMIT_EMEMORY. */
  take(bytes: number): WebAssembly.Memory {
    const at = this.kept.findIndex((memory) => memory.buffer.byteLength === bytes && !this.seen(memory));
    if (at >= 0) return this.kept.splice(at, 1)[0]!;
    try {
      return reserveMemory(bytes);
    } catch (error) {
      if (this.kept.length === 0) throw error;
      // Those of other sizes may be in its way. V8 collects garbage before it gives up again.
      this.clear();
      return reserveMemory(bytes);
    }
  }

  private seen(memory: WebAssembly.Memory): boolean {
    return this.lent.get(memory)?.deref() !== undefined;
  }

  /** A buffer of the memory that no isle before had, so that arrays tell whose they are. The memory is used again only when it is garbage. */
  lend(memory: WebAssembly.Memory): ArrayBufferLike {
    renew(memory);
    const buffer: ArrayBufferLike = memory.buffer;
    this.lent.set(memory, new WeakRef(buffer));
    return buffer;
  }

  /** Takes back the memory of an isle that has ended. `known`: other threads know it, and may be in the middle of an access. */
  async give(memory: WebAssembly.Memory, known: boolean): Promise<void> {
    // Its pages go back to Linux in any case. A word that this side has written last, for the isle may have made it 0, tells whether they are
    // really gone: then all are.
    const mark = new Int32Array(memory.buffer, BOOT_MAGIC, 1);
    mark[0] = BOOT_MAGIC_VALUE;
    const clean = (await discardPages(memory)) && mark[0] === 0;
    if (!clean || known || this.closed) return;
    if (this.lent.has(memory)) renew(memory);
    this.kept.push(memory);
    if (this.kept.length <= KEPT) return;
    // Only the garbage collector knows which of them no array sees any more.
    if (this.lent.has(this.kept.shift()!) && ++this.shed % SHED_MOST === 0) setImmediate(collect);
  }

  clear(): void {
    this.kept.length = 0;
  }

  /** None is kept any more. */
  close(): void {
    this.closed = true;
    this.clear();
  }
}

/** Gives a shared memory another buffer object on the same bytes, which is what growing by nothing does. */
const renew = (memory: WebAssembly.Memory): void => void memory.grow(0);
