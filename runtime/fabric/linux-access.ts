import { E } from '../errno.js';
import { type ErrorCode, HermitError } from '../errors.js';
import { HERMIT_REGIONS } from '../generated/public.js';
import { type Access, oneSided } from './access.js';
import { NO_BELL } from './copying.js';
import type { Fabric, MemoryOf } from './table.js';

const { EAGAIN, EFAULT, EINVAL, EPIPE } = E;

const meanings: Record<number, [code: ErrorCode, text: string]> = {
  [EAGAIN]: ['HERMIT_EAGAIN', 'the isle or its region does not exist yet'],
  [EFAULT]: ['HERMIT_EFAULT', "the access goes beyond the region's end"],
  [EINVAL]: ['HERMIT_EINVAL', 'there is no such isle, region or capability, or the offset is not a multiple of 4'],
  [EPIPE]: ['HERMIT_EPIPE', 'the region was closed, or its isle has ended'],
};

/** One-sided access for the Linux side, with typed arrays and errors instead of addresses and error numbers. */
export class LinuxAccess {
  private static readonly CHUNK = 65536;
  private readonly buffer = new SharedArrayBuffer(LinuxAccess.CHUNK + 8);
  private readonly bytes = new Uint8Array(this.buffer);
  private readonly words = new Int32Array(this.buffer);
  private readonly access: Access;

  constructor(fabric: Fabric, memoryOf: MemoryOf) {
    this.access = oneSided(fabric, -1, this.buffer, memoryOf);
  }

  private done(result: number, what: string): number {
    if (result >= 0) return result;
    const [code, text] = meanings[-result] ?? ['HERMIT_EINTERNAL', `error ${-result}`];
    throw new HermitError(code, `${what}: ${text}`);
  }

  /** A capability for a region of an isle. @throws HermitError HERMIT_EAGAIN, HERMIT_EPIPE, HERMIT_EINVAL. */
  bind(isle: number, region: number): number {
    const known = region < HERMIT_REGIONS;
    return this.done(known ? this.access.bind(isle, region) : -EINVAL, `bind region ${region} of isle ${isle}`);
  }

  /** Copies bytes into the region. @throws HermitError HERMIT_EPIPE, HERMIT_EFAULT, HERMIT_EINVAL. */
  put(capability: number, offset: number, data: Uint8Array): void {
    for (let at = 0; at < data.length; at += LinuxAccess.CHUNK) {
      const part = data.subarray(at, at + LinuxAccess.CHUNK);
      this.bytes.set(part);
      this.done(this.access.put(capability, offset + at, 0, part.length, NO_BELL), 'put');
    }
  }

  /** Copies bytes out of the region. @throws as put. */
  get(capability: number, offset: number, length: number): Uint8Array {
    const data = new Uint8Array(length);
    for (let at = 0; at < length; at += LinuxAccess.CHUNK) {
      const n = Math.min(LinuxAccess.CHUNK, length - at);
      this.done(this.access.get(capability, offset + at, 0, n), 'get');
      data.set(this.bytes.subarray(0, n), at);
    }
    return data;
  }

  /** Adds to an aligned 32-bit word and returns its previous value. */
  fetchAdd(capability: number, offset: number, value: number): number {
    const old = LinuxAccess.CHUNK;
    this.done(this.access.fetch_add(capability, offset, value, old), 'fetch_add');
    return this.words[old >> 2]!;
  }

  /** Stores `desired` in an aligned 32-bit word if it holds `expected`, and returns its previous value. */
  compareSwap(capability: number, offset: number, expected: number, desired: number): number {
    const old = LinuxAccess.CHUNK;
    this.done(this.access.compare_swap(capability, offset, expected, desired, old), 'compare_swap');
    return this.words[old >> 2]!;
  }

  /** Rings a bell (hermit_bell) of the region. */
  ring(capability: number, bell: number): void {
    this.done(this.access.ring(capability, bell), 'ring');
  }
}
