/** Arrays of a contained isle: copies of what lies in its memory, which go there when a call begins that is given them, and come back at its end. */
import { HermitError } from '../../runtime/errors.js';
import type { ArrayType, IsleArrays } from '../calls/posting.js';
import type { IslePages } from './pages.js';

export interface Place {
  address: number;
  /** All of the copy. */
  bytes: Uint8Array;
  /** Calls that have it now. */
  uses: number;
}

export class CopiedArrays implements IsleArrays {
  private places = new WeakMap<ArrayBufferLike, Place>();
  /** Of memory that was allocated and not freed. */
  private readonly taken = new Map<number, { bytes: number; buffer: WeakRef<ArrayBufferLike> }>();
  private sum = 0;
  private ended = false;

  constructor(
    private readonly memory: number,
    private readonly pages: IslePages | undefined,
  ) {}

  private make<T>(type: ArrayType<T>, address: number, length: number): { array: T; place: Place } {
    const buffer = new ArrayBuffer(length * type.BYTES_PER_ELEMENT);
    const place = { address, bytes: new Uint8Array(buffer), uses: 0 };
    this.places.set(buffer, place);
    return { array: new type(buffer, 0, length), place };
  }

  fresh<T>(type: ArrayType<T>, address: number, length: number): T {
    const bytes = length * type.BYTES_PER_ELEMENT;
    // A child that gives more than the isle has would have this process hold it.
    if (this.taken.has(address) || this.sum + bytes > this.memory)
      throw new HermitError('HERMIT_ECONTAIN', "alloc: the isle's process returned memory outside the isle");
    const { array, place } = this.make(type, address, length);
    this.sum += bytes;
    this.taken.set(address, { bytes, buffer: new WeakRef(place.bytes.buffer) });
    return array;
  }

  freed(address: number): void {
    const known = this.taken.get(address);
    if (!known) return;
    this.taken.delete(address);
    this.sum -= known.bytes;
    const buffer = known.buffer.deref();
    if (buffer) this.places.delete(buffer);
  }

  view<T>(type: ArrayType<T>, address: number, length: number): T {
    if (!this.pages)
      throw new HermitError('HERMIT_ECONTAIN', 'view: reading the memory of a contained isle needs the package koffi');
    const { array, place } = this.make(type, address, length);
    this.pages.read(address, place.bytes);
    return array;
  }

  addressOf({ buffer, byteOffset }: ArrayBufferView): number | undefined {
    const place = this.ended ? undefined : this.places.get(buffer);
    return place && place.address + byteOffset;
  }

  /** The copies that these arrays are, or are parts of, each once. */
  placesOf(arrays: readonly ArrayBufferView[]): Place[] {
    const all = new Set<Place>();
    for (const { buffer } of arrays) {
      const place = this.places.get(buffer);
      if (place) all.add(place);
    }
    return [...all];
  }

  end(): void {
    this.ended = true;
    this.places = new WeakMap();
    this.pages?.end();
  }
}
