/** Descriptors for child processes: they need a position of their own and must block. */
import fs from 'node:fs';
import { O_ACCMODE, O_APPEND, O_WRONLY } from '../../abi/numbers.js';

const CHUNK = 1 << 20;

/**
 * Opens the file behind `fd` again, standing at `position`. Node cannot seek: the new descriptor reads its way there, and
 * one that may only write appends instead, which is the same where the guest had come to the end.
 */
export function childDescriptor(fd: number, flags: number, position: number): { fd: number; temporary: boolean } {
  const again = (mode: number): number => fs.openSync(`/proc/self/fd/${fd}`, mode);
  const access = flags & O_ACCMODE;
  if (position === 0) return { fd: again(access | (flags & O_APPEND ? fs.constants.O_APPEND : 0)), temporary: true };
  if (access === O_WRONLY || flags & O_APPEND) return { fd: again(access | fs.constants.O_APPEND), temporary: true };
  const child = again(access);
  const skipped = Buffer.allocUnsafe(Math.min(CHUNK, position));
  for (let left = position; left > 0;) {
    const n = fs.readSync(child, skipped, 0, Math.min(left, skipped.length), null);
    if (n === 0) break;
    left -= n;
  }
  return { fd: child, temporary: true };
}

/**
 * Opens a pipe or terminal again in a form that blocks; the very descriptor where that can't be done (sockets). To open one
 * end of a pipe waits for the other end, so a descriptor of both is held meanwhile.
 */
export function blockingTwin(fd: number, flags: number): { fd: number; temporary: boolean } {
  const { O_RDWR, O_NONBLOCK, O_NOCTTY } = fs.constants;
  const self = `/proc/self/fd/${fd}`;
  let both: number | undefined;
  try {
    if (fs.fstatSync(fd).isFIFO()) both = fs.openSync(self, O_RDWR | O_NONBLOCK);
    const mode = (flags & O_ACCMODE) | (flags & O_APPEND ? fs.constants.O_APPEND : 0) | O_NOCTTY;
    return { fd: fs.openSync(self, mode), temporary: true };
  } catch {
    return { fd, temporary: false };
  } finally {
    if (both !== undefined) fs.closeSync(both);
  }
}
