/** Copies from file to file: sendfile and copy_file_range. */
import { O_APPEND, RW_MAX, S_IFDIR, S_IFMT, S_IFREG } from '../../abi/numbers.js';
import type { CheckedMemory } from '../../abi/checked-memory.js';
import { type Description, SEEK_CUR } from '../../vfs/files/description.js';
import { E, answerOf } from '../../abi/errno.js';
import { FILE_MAX, OFFSET_MAX } from '../../abi/offsets.js';
import { PARTLY, PENDING } from '../../ring/personality.js';
import { mayWait } from '../../guest/blocking.js';
import type { Family, LinuxCall } from '../call.js';

const CHUNK = 1 << 20;
/** The same for what may have no room: all of it would be read again. */
const PIPEFUL = 1 << 16;
/** Bytes copied before other cores get their turn. */
const TURN = 1 << 23;

/** An address of a 64-bit position, read once: the guest may change it meanwhile. */
interface Position {
  address: number;
  /** What it was; infinite beyond FILE_MAX. */
  value: number;
  exact: bigint;
}

/** One copy; without a position it is the file's own. */
interface Copy {
  from: Description;
  to: Description;
  fromAt: Position | undefined;
  toAt: Position | undefined;
  size: number;
}

function positionAt({ guest: { memory } }: LinuxCall, address: number): Position | undefined {
  if (address === 0) return undefined;
  const exact = memory.wide(address);
  return { address, exact, value: exact > FILE_MAX ? Infinity : Number(exact) };
}

/** One for all copies: what found no room goes back before others have their turn. */
let scratch: Uint8Array | undefined;

class Copying {
  private filled = 0;
  private written = 0;
  private total = 0;
  /** -1 when the file's own position counts. */
  private fromPosition: number;
  private toPosition: number;

  constructor(
    private readonly memory: CheckedMemory,
    private readonly copy: Copy,
  ) {
    this.fromPosition = copy.fromAt?.value ?? -1;
    this.toPosition = copy.toAt?.value ?? -1;
  }

  /** Copies on; PENDING when the target has no room now, PARTLY after a turn. */
  run(): number {
    const { copy } = this;
    const buffer = (scratch ??= new Uint8Array(CHUNK));
    const end = this.total + TURN;
    while (this.total < end) {
      if (this.written === this.filled) {
        const want = Math.min(copy.size - this.total, copy.to.waits ? PIPEFUL : buffer.length);
        if (want === 0) return this.finish(0);
        const n = answerOf(() => this.read(buffer, want));
        if (n <= 0) return this.finish(n);
        this.filled = n;
        this.written = 0;
      }
      const n = answerOf(() => this.write(buffer));
      if (n === -E.EAGAIN && mayWait(copy.to)) return this.pause(PENDING);
      if (n < 0) return this.finish(n);
      this.written += n;
      this.total += n;
    }
    return this.pause(PARTLY);
  }

  /** Bytes that were read but found no room go back. */
  private pause(result: number): number {
    const unread = this.filled - this.written;
    if (unread > 0 && this.fromPosition < 0) this.copy.from.seek(-unread, SEEK_CUR);
    else this.fromPosition -= unread;
    this.filled = this.written = 0;
    return result;
  }

  private read(buffer: Uint8Array, want: number): number {
    if (this.fromPosition < 0) return this.copy.from.read(buffer, 0, want);
    const n = this.copy.from.pread(buffer, 0, want, this.fromPosition);
    if (n > 0) this.fromPosition += n;
    return n;
  }

  private write(buffer: Uint8Array): number {
    const { copy, written } = this;
    if (this.toPosition < 0) return copy.to.write(buffer, written, this.filled - written);
    const n = copy.to.pwrite(buffer, written, this.filled - written, this.toPosition);
    if (n > 0) this.toPosition += n;
    return n;
  }

  finish(failed: number): number {
    const { copy, memory } = this;
    this.pause(0);
    // What has moved nothing leaves them as they are: one beyond FILE_MAX has no number here.
    if (copy.fromAt && this.total > 0) memory.setLong(copy.fromAt.address, this.fromPosition);
    if (copy.toAt && this.total > 0) memory.setLong(copy.toAt.address, this.toPosition);
    return this.total > 0 ? this.total : failed;
  }
}

function start(call: LinuxCall, copy: Copy): number {
  if (!copy.from.readable || !copy.to.writable) return -E.EBADF;
  const copying = new Copying(call.guest.memory, { ...copy, size: Math.min(copy.size, RW_MAX) });
  const result = copying.run();
  if (result !== PENDING && result !== PARTLY) return result;
  return call.block({ retry: () => copying.run(), cancelled: () => copying.finish(-E.EINTR) });
}

/** Whether bytes of a file would be copied to where others of them are read. */
function overlaps({ from, fromAt, to, toAt, size }: Copy): boolean {
  const [a, b] = [from.stat(), to.stat()];
  if (a.ino !== b.ino || a.dev !== b.dev) return false;
  const read = fromAt?.value ?? from.seek(0, SEEK_CUR);
  const written = toAt?.value ?? to.seek(0, SEEK_CUR);
  return size > 0 && written + size > read && written < read + size;
}

function copyFileRange(
  call: LinuxCall,
  from: Description,
  fromAddress: number,
  to: Description,
  toAddress: number,
  size: number,
  flags: number,
): number {
  const types = [from, to].map((file) => Number(file.stat().mode) & S_IFMT);
  if (types.includes(S_IFDIR)) return -E.EISDIR;
  if (flags !== 0 || types.some((t) => t !== S_IFREG)) return -E.EINVAL;
  if (to.flags & O_APPEND) return -E.EBADF;
  if (!from.readable || !to.writable) return -E.EBADF;
  const [fromAt, toAt] = [positionAt(call, fromAddress), positionAt(call, toAddress)];
  const wraps = (at: Position | undefined): boolean =>
    at !== undefined && BigInt.asUintN(64, at.exact) + BigInt(size) >= 1n << 64n;
  if (wraps(fromAt) || wraps(toAt)) return -E.EOVERFLOW;
  if (toAt && toAt.value >= FILE_MAX) return -E.EFBIG;
  if ((fromAt && fromAt.value < 0) || (toAt && toAt.value < 0)) return -E.EINVAL;
  // What is there now: the copy may make the file longer that it reads.
  const rest = Number(from.stat().size) - (fromAt?.value ?? from.seek(0, SEEK_CUR));
  const copy: Copy = { from, fromAt, to, toAt, size: Math.max(0, Math.min(size, rest)) };
  return overlaps(copy) ? -E.EINVAL : start(call, copy);
}

export const copying = {
  sendfile64: (call, to, from, offset, size) => {
    const fromAt = positionAt(call, offset);
    if (to.flags & O_APPEND || from.waits) return -E.EINVAL;
    if (fromAt && (fromAt.value < 0 || fromAt.exact + BigInt(size) > OFFSET_MAX)) return -E.EINVAL;
    if (fromAt && fromAt.value > FILE_MAX) return -E.EOVERFLOW;
    return start(call, { from, to, fromAt, toAt: undefined, size });
  },
  copy_file_range: copyFileRange,
} satisfies Family;
