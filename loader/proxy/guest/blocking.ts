/** Reads and writes that wait, as Linux's do for descriptors without O_NONBLOCK. */
import { O_NONBLOCK } from '../abi/numbers.js';
import type { Description } from '../vfs/files/description.js';
import { E } from '../abi/errno.js';
import { PENDING } from '../ring/personality.js';
import type { Call } from './call.js';

/** Whether a call on this file waits when there is nothing to do now. */
export const mayWait = (file: Description): boolean => file.waits && (file.flags & O_NONBLOCK) === 0;

/** The result of a read, or PENDING while there is nothing to read. */
export function waitToRead(call: Call, file: Description, read: () => number): number {
  const result = read();
  if (result !== -E.EAGAIN || !mayWait(file)) return result;
  return call.block({
    retry: () => {
      const again = read();
      return again === -E.EAGAIN ? PENDING : again;
    },
  });
}

/**
 * Goes on with a write that took only `done` bytes: Linux returns from a blocking write when all is written or an error
 * comes; a request that is taken back answers what was written.
 */
export function writeRest(call: Call, file: Description, windows: readonly number[], done: number): number {
  const { u8 } = call.guest.memory;
  const rest = windows.slice();
  let total = 0;
  let skip = done;
  while (rest.length > 0 && skip >= (rest[1] as number)) {
    skip -= rest[1] as number;
    total += rest[1] as number;
    rest.splice(0, 2);
  }
  let offset = skip;
  total += skip;
  return call.block({
    retry: () => {
      while (rest.length > 0) {
        const n = file.write(u8, (rest[0] as number) + offset, (rest[1] as number) - offset);
        if (n === -E.EAGAIN) return PENDING;
        if (n < 0) return total > 0 ? total : n;
        total += n;
        offset += n;
        if (offset === rest[1]) {
          rest.splice(0, 2);
          offset = 0;
        }
      }
      return total;
    },
    cancelled: () => (total > 0 ? total : -E.EINTR),
  });
}
