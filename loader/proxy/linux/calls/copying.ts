/** Copies from file to file: sendfile and copy_file_range. */
import { O_APPEND, RW_MAX, S_IFDIR, S_IFMT, S_IFREG } from '../../abi/numbers.js';
import type { Description } from '../../vfs/files/description.js';
import { E } from '../../abi/errno.js';
import { PARTLY, PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import { mayWait } from '../../guest/blocking.js';
import type { Family, LinuxCall } from '../call.js';

const CHUNK = 1 << 20;
/** Bytes copied before other cores get their turn. */
const TURN = 1 << 23;

/** One copy; positions are addresses of 64-bit numbers, or 0 for the file's own. */
interface Copy {
  from: Description;
  to: Description;
  fromAt: number;
  toAt: number;
  size: number;
}

class Copying {
  private readonly buffer: Uint8Array;
  private filled = 0;
  private written = 0;
  private total = 0;
  /** -1 when the file's own position counts. */
  private fromPosition: number;
  private toPosition: number;

  constructor(
    private readonly mirror: Mirror,
    private readonly copy: Copy,
  ) {
    this.buffer = new Uint8Array(Math.min(copy.size, CHUNK));
    this.fromPosition = copy.fromAt ? mirror.memory.long(copy.fromAt) : -1;
    this.toPosition = copy.toAt ? mirror.memory.long(copy.toAt) : -1;
  }

  /** Copies on; PENDING when the target has no room now, PARTLY after a turn. */
  run(): number {
    const { copy, buffer } = this;
    const end = this.total + TURN;
    while (this.total < end) {
      if (this.written === this.filled) {
        const want = Math.min(copy.size - this.total, buffer.length);
        if (want === 0) return this.finish(0);
        const n = this.read(want);
        if (n <= 0) return this.finish(n);
        this.filled = n;
        this.written = 0;
      }
      const n = this.write();
      if (n === -E.EAGAIN && mayWait(copy.to)) return PENDING;
      if (n < 0) return this.finish(n);
      this.written += n;
      this.total += n;
    }
    return PARTLY;
  }

  private read(want: number): number {
    if (this.fromPosition < 0) return this.copy.from.read(this.buffer, 0, want);
    const n = this.copy.from.pread(this.buffer, 0, want, this.fromPosition);
    if (n > 0) this.fromPosition += n;
    return n;
  }

  private write(): number {
    const { copy, buffer, written } = this;
    if (this.toPosition < 0) return copy.to.write(buffer, written, this.filled - written);
    const n = copy.to.pwrite(buffer, written, this.filled - written, this.toPosition);
    if (n > 0) this.toPosition += n;
    return n;
  }

  /** Bytes that were read but found no room go back. */
  finish(failed: number): number {
    const { copy, mirror } = this;
    const unread = this.filled - this.written;
    if (unread > 0 && this.fromPosition < 0) copy.from.seek(-unread, 1);
    if (copy.fromAt) mirror.memory.setLong(copy.fromAt, this.fromPosition - unread);
    if (copy.toAt) mirror.memory.setLong(copy.toAt, this.toPosition);
    return this.total > 0 ? this.total : failed;
  }
}

function start(call: LinuxCall, copy: Copy): number {
  if (!copy.from.readable || !copy.to.writable) return -E.EBADF;
  const copying = new Copying(call.guest, { ...copy, size: Math.min(copy.size, RW_MAX) });
  const result = copying.run();
  if (result !== PENDING && result !== PARTLY) return result;
  return call.block({ retry: () => copying.run(), cancelled: () => copying.finish(-E.EINTR) });
}

const typeOf = (file: Description): number => Number(file.stat().mode) & S_IFMT;

function copyFileRange(
  call: LinuxCall,
  from: Description,
  fromAt: number,
  to: Description,
  toAt: number,
  size: number,
  flags: number,
): number {
  const types = [typeOf(from), typeOf(to)];
  if (types.includes(S_IFDIR)) return -E.EISDIR;
  if (flags !== 0 || types.some((t) => t !== S_IFREG)) return -E.EINVAL;
  if (to.flags & O_APPEND) return -E.EBADF;
  const { memory } = call.guest;
  if ((fromAt && memory.long(fromAt) < 0) || (toAt && memory.long(toAt) < 0)) return -E.EINVAL;
  return start(call, { from, fromAt, to, toAt, size });
}

export const copying = {
  sendfile64: (call, to, from, offset, size) => {
    if (to.flags & O_APPEND || (offset && call.guest.memory.long(offset) < 0)) return -E.EINVAL;
    if (from.waits) return -E.EINVAL;
    return start(call, { from, to, fromAt: offset, toAt: 0, size });
  },
  copy_file_range: copyFileRange,
} satisfies Family;
