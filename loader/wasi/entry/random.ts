/** Random numbers. */
import { randomFillSync } from 'node:crypto';
import { FAULT } from '../preview1.js';
import type { Imported } from './imports.js';
import type { GuestMemory } from './memory.js';

/** Bytes of random numbers made at once. */
const RANDOM = 65536;
/** Up to so many bytes come from a pool: asking for them costs more than making them. */
const RANDOM_SMALL = 256;
const RANDOM_POOL = 4096;

export function randomCall(memory: GuestMemory): Imported {
  const pool = new Uint8Array(RANDOM_POOL);
  let spare = RANDOM_POOL;
  return (buffer, length) => {
    memory.refresh();
    const at = Number(buffer) >>> 0;
    const size = Number(length) >>> 0;
    if (!memory.holds(at, size)) return FAULT;
    if (size <= RANDOM_SMALL) {
      if (spare + size > pool.length) {
        randomFillSync(pool);
        spare = 0;
      }
      memory.bytes.set(pool.subarray(spare, spare + size), at);
      // Nobody gets a number that another has had.
      pool.fill(0, spare, (spare += size));
      return 0;
    }
    // Node fills no memory that threads share.
    const part = new Uint8Array(Math.min(size, RANDOM));
    for (let done = 0; done < size; done += part.length) {
      memory.bytes.set(randomFillSync(part).subarray(0, size - done), at + done);
    }
    return 0;
  };
}
