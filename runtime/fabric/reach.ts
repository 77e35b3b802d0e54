import { Copyable } from '../copy.js';
import { type Fabric, type MemoryOf, PLACES, regionFinder } from './table.js';

/** What one thread reaches: its own memory, those of the isles it has met, and their regions. Lists are by isle. */
export interface Reach {
  readonly bytes: (Uint8Array | undefined)[];
  readonly words: (Int32Array | undefined)[];
  readonly copyables: Copyable[];
  readonly memories: { readonly buffer: ArrayBufferLike }[];
  /** The life of each isle whose memory stands in these lists. */
  readonly lives: Int32Array;
  /** Whether the isle's memory is in the lists, if need be from now on. */
  known(isle: number): boolean;
  /** The isle whose region the capability names, or minus an error number. */
  find(capability: number): number;
  /** The region that was found last: where it starts, its bytes. */
  readonly found: Int32Array;
  /** Whether [offset, offset + length) does not lie in the region that was found last. */
  outside(offset: number, length: number): boolean;
  readonly mine: Copyable;
  readonly myBytes: Uint8Array;
  readonly myWords: Int32Array;
  /** Whether [address, address + length) does not lie in the own memory. */
  astray(address: number, length: number): boolean;
}

export function reachOf(fabric: Fabric, own: ArrayBufferLike, memoryOf: MemoryOf): Reach {
  const bytes: (Uint8Array | undefined)[] = [];
  const words: (Int32Array | undefined)[] = [];
  const copyables: Copyable[] = [];
  const memories: { readonly buffer: ArrayBufferLike }[] = [];
  const lives = new Int32Array(PLACES).fill(-1);
  const found = new Int32Array(2);
  const size = own.byteLength;

  const known = (isle: number): boolean => {
    const life = fabric.life(isle);
    if (lives[isle] === life) return true;
    const memory = memoryOf(isle, life);
    if (!memory) return false;
    bytes[isle] = new Uint8Array(memory.buffer);
    words[isle] = new Int32Array(memory.buffer);
    copyables[isle] = new Copyable(memory.buffer);
    memories[isle] = memory;
    lives[isle] = life;
    return true;
  };

  return {
    bytes,
    words,
    copyables,
    memories,
    lives,
    known,
    find: regionFinder(fabric.table, found, lives, known),
    found,
    outside: (offset, length) => offset > found[1]! >>> 0 || length > (found[1]! >>> 0) - offset,
    mine: new Copyable(own),
    myBytes: new Uint8Array(own),
    myWords: new Int32Array(own),
    astray: (address, length) => address > size || length > size - address,
  };
}
