/**
 * Descriptors for child processes: they need a position of their own and must block. To open one here must not wait for anybody, so every
 * open is one that does not block, and that property is taken away afterwards.
 */
import fs from 'node:fs';
import { seekTo, setStatusFlags } from '../../../native/descriptors.js';
import { E, fail } from '../../abi/errno.js';
import { O_ACCMODE, O_APPEND, O_WRONLY } from '../../abi/numbers.js';

const { O_RDWR, O_NONBLOCK, O_NOCTTY, O_APPEND: HOST_APPEND } = fs.constants;
/** Bytes that are read to come to a position, where nothing better is there. */
const SKIP_MAX = 8 << 20;

interface ForChild {
  fd: number;
  temporary: boolean;
}

/** Opens the file behind `fd` again, standing at `position`: a regular file, to which O_NONBLOCK means nothing. */
export function childDescriptor(fd: number, flags: number, position: number): ForChild {
  const again = (mode: number): number => fs.openSync(`/proc/self/fd/${fd}`, mode | O_NONBLOCK);
  const access = flags & O_ACCMODE;
  const appends = (flags & O_APPEND) !== 0;
  const child = again(access | (appends ? HOST_APPEND : 0));
  if (position === 0 || appends || seekTo(child, position)) return { fd: child, temporary: true };
  // Without koffi: who only writes appends instead, which is the same where the guest had come to the end; others read their way.
  try {
    if (access !== O_WRONLY) {
      if (position > SKIP_MAX) fail(E.EOPNOTSUPP);
      skip(child, position);
      return { fd: child, temporary: true };
    }
  } catch (error) {
    fs.closeSync(child);
    throw error;
  }
  fs.closeSync(child);
  return { fd: again(access | HOST_APPEND), temporary: true };
}

function skip(fd: number, bytes: number): void {
  const skipped = Buffer.allocUnsafe(Math.min(bytes, 1 << 20));
  for (let left = bytes; left > 0;) {
    const n = fs.readSync(fd, skipped, 0, Math.min(left, skipped.length), null);
    if (n === 0) break;
    left -= n;
  }
}

/** Terminals that are always ready to be opened: pseudo terminals, /dev/tty, consoles. Others may wait for a line. */
function opensAtOnce(rdev: number): boolean {
  const [major, minor] = [(rdev >> 8) & 0xfff, (rdev & 0xff) | ((rdev >> 12) & 0xfff00)];
  return (major >= 136 && major <= 143) || (major === 5 && minor <= 1) || (major === 4 && minor < 64);
}

/**
 * Opens a pipe or terminal again in a form that blocks; the very descriptor where that can't be done (sockets). To open one
 * end of a pipe waits for the other end, or fails, so a descriptor of both is held meanwhile.
 */
export function blockingTwin(fd: number, flags: number): ForChild {
  const self = `/proc/self/fd/${fd}`;
  let both: number | undefined;
  try {
    const stat = fs.fstatSync(fd);
    if (stat.isFIFO()) both = fs.openSync(self, O_RDWR | O_NONBLOCK);
    const append = flags & O_APPEND ? HOST_APPEND : 0;
    const mode = (flags & O_ACCMODE) | append | O_NOCTTY;
    const again = fs.openSync(self, mode | O_NONBLOCK);
    if (setStatusFlags(again, append)) return { fd: again, temporary: true };
    fs.closeSync(again);
    if (both !== undefined || opensAtOnce(stat.rdev)) return { fd: fs.openSync(self, mode), temporary: true };
    return { fd, temporary: false };
  } catch {
    return { fd, temporary: false };
  } finally {
    if (both !== undefined) fs.closeSync(both);
  }
}
