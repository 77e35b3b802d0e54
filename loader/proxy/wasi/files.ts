/** Calls on descriptors. */
import { E, fail } from '../abi/errno.js';
import { O_ACCMODE, SETTABLE_FLAGS } from '../abi/numbers.js';
import { waitToRead, writeRest, mayWait } from '../guest/blocking.js';
import type { Description } from '../vfs/files/description.js';
import { PARTLY, PENDING } from '../ring/personality.js';
import { nowNs } from '../vfs/files/times.js';
import type { SetTimes } from '../vfs/files/status.js';
import { FDFLAGS, FILETYPE, FSTFLAGS, R } from '../../wasi/preview1.js';
import { ENOTCAPABLE, fileType, linuxFlags, wasiFlags, writeFdstat, writeFilestat } from './descriptors.js';
import type { Bytes, Context, Family } from './request.js';
import { DirectoryFile } from '../vfs/files/open-directory.js';
import type { Entry } from '../vfs/files/node.js';

const ADVICE_MAX = 5;
/** Bytes of a directory entry before its name. */
const DIRENT = 24;

/** An offset or length that files can have. */
function offsetOf(value: bigint): number {
  if (value >= 1n << 63n) fail(E.EINVAL);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) fail(E.EFBIG);
  return Number(value);
}

/** What fd_filestat_set_times and its like set; flags that contradict each other or mean nothing are INVAL. */
export function timesOf(accessed: bigint, modified: bigint, flags: number): SetTimes {
  const { atim, atimNow, mtim, mtimNow, known } = FSTFLAGS;
  const both = (a: number): boolean => (flags & a) === a;
  if (flags & ~known || both(atim | atimNow) || both(mtim | mtimNow)) fail(E.EINVAL);
  const now = nowNs();
  return {
    atimeNs: flags & atimNow ? now : flags & atim ? accessed : undefined,
    mtimeNs: flags & mtimNow ? now : flags & mtim ? modified : undefined,
  };
}

function read({ call, fds, more }: Context, fd: number, to: Bytes): number {
  const { file } = fds.get(fd, R.FD_READ);
  if (!file.waits) more();
  return waitToRead(call, file, () => file.read(call.guest.memory.u8, to.at, to.length));
}

const write = (context: Context, fd: number, from: Bytes): number =>
  writeAll(context, context.fds.get(fd, R.FD_WRITE).file, from);

/** Writes, and goes on with what was not taken where the file waits. */
export function writeAll({ call, more }: Context, file: Description, from: Bytes): number {
  more();
  const n = file.write(call.guest.memory.u8, from.at, from.length);
  if (n === from.length || !mayWait(file) || (n < 0 && n !== -E.EAGAIN)) return n;
  return writeRest(call, file, [from.at, from.length], Math.max(n, 0));
}

function pread({ call, fds, more }: Context, fd: number, to: Bytes, offset: bigint): number {
  const { file } = fds.get(fd, R.FD_READ | (fds.get(fd).file.waits ? 0 : R.FD_SEEK));
  more();
  return file.pread(call.guest.memory.u8, to.at, to.length, offsetOf(offset));
}

function pwrite({ call, fds, more }: Context, fd: number, from: Bytes, offset: bigint): number {
  const { file } = fds.get(fd, R.FD_WRITE | (fds.get(fd).file.waits ? 0 : R.FD_SEEK));
  more();
  return file.pwrite(call.guest.memory.u8, from.at, from.length, offsetOf(offset));
}

function seek({ call, fds, out }: Context, fd: number, offset: bigint, whence: number): number {
  if (whence > 2) return -E.EINVAL;
  const by = Number(BigInt.asIntN(64, offset));
  // Asking where a descriptor is needs less than moving it.
  const { file } = fds.get(fd, by === 0 && whence === 1 ? R.FD_TELL : R.FD_SEEK);
  const to = file.seek(by, whence);
  if (to < 0) return to;
  call.guest.memory.setLong(out, to);
  return 8;
}

function readdir({ call, fds }: Context, fd: number, to: Bytes, cookie: bigint): number {
  if (fds.get(fd).type !== FILETYPE.directory) return -E.ENOTDIR;
  const opened = fds.get(fd, R.FD_READDIR);
  if (!(opened.file instanceof DirectoryFile)) return -E.ENOTDIR;
  const { file } = opened;
  const { u8 } = call.guest.memory;
  const record = new Uint8Array(DIRENT);
  const head = new DataView(record.buffer);
  let used = 0;
  // The last entry is cut off where the buffer ends: a full buffer means that there is more.
  const put = (bytes: Uint8Array): void => {
    const part = Math.min(bytes.length, to.length - used);
    u8.set(bytes.subarray(0, part), to.at + used);
    used += part;
  };
  const add = ({ name, ino, type }: Entry, number: number): boolean => {
    if (used >= to.length) return false;
    head.setBigUint64(0, BigInt(number + 1), true);
    head.setBigUint64(8, BigInt.asUintN(64, ino), true);
    head.setUint32(16, name.length, true);
    head.setUint32(20, fileType(type), true);
    put(record);
    put(Buffer.from(name, 'latin1'));
    return true;
  };
  // What lies above a directory is not the program's to know.
  const above = (): bigint => file.stat().ino;
  // A buffer that is not full means that there is no more: so it goes on until one of both is true.
  let next = Number(cookie);
  const go = (): number => {
    next = file.list(next, add, above) ?? next;
    return used >= to.length || file.atEnd ? used : PARTLY;
  };
  const now = go();
  return now === PARTLY ? call.block({ retry: go }) : now;
}

function close({ call, fds }: Context, fd: number): number {
  const { file } = fds.get(fd);
  const attempt = (): number => {
    if (!file.flushed()) return PENDING;
    fds.close(fd);
    return 0;
  };
  const now = attempt();
  return now === PENDING ? call.block({ retry: attempt }) : now;
}

export const files = {
  fd_read: read,
  fd_write: write,
  fd_pread: pread,
  fd_pwrite: pwrite,
  fd_seek: seek,
  fd_tell: (context: Context, fd: number) => seek(context, fd, 0n, 1),
  fd_readdir: readdir,
  fd_close: close,
  fd_renumber({ fds }: Context, from: number, to: number) {
    fds.renumber(from, to);
    return 0;
  },
  fd_advise({ fds }: Context, fd: number, offset: bigint, length: bigint, advice: number) {
    fds.get(fd, R.FD_ADVISE);
    if (advice > ADVICE_MAX) return -E.EINVAL;
    offsetOf(offset);
    offsetOf(length);
    return 0;
  },
  fd_allocate({ fds }: Context, fd: number, offset: bigint, length: bigint) {
    const { file } = fds.get(fd, R.FD_ALLOCATE);
    const [from, size] = [offsetOf(offset), offsetOf(length)];
    if (size === 0) return -E.EINVAL;
    if (from + size > Number.MAX_SAFE_INTEGER) return -E.EFBIG;
    file.allocate(0, from, size);
    return 0;
  },
  fd_sync({ fds }: Context, fd: number) {
    fds.get(fd, R.FD_SYNC).file.sync(false);
    return 0;
  },
  fd_datasync({ fds }: Context, fd: number) {
    fds.get(fd, R.FD_DATASYNC).file.sync(true);
    return 0;
  },
  fd_fdstat_get({ call, fds, out }: Context, fd: number) {
    writeFdstat(call.guest.memory.view, out, fds.get(fd));
    return 24;
  },
  fd_fdstat_set_flags({ fds }: Context, fd: number, flags: number) {
    const { file } = fds.get(fd, R.FD_FDSTAT_SET_FLAGS);
    if (flags & ~FDFLAGS.known) return -E.EINVAL;
    const synced = FDFLAGS.sync | FDFLAGS.dsync | FDFLAGS.rsync;
    // How a file is synchronised is decided when it is opened, as on Linux.
    if ((flags ^ wasiFlags(file.flags)) & synced) return -E.EINVAL;
    file.setFlags(linuxFlags(flags) & ~O_ACCMODE, SETTABLE_FLAGS);
    return 0;
  },
  fd_fdstat_set_rights({ fds }: Context, fd: number, base: bigint, inheriting: bigint) {
    const opened = fds.get(fd);
    const more = (base & ~BigInt(opened.base)) | (inheriting & ~BigInt(opened.inheriting));
    if (more !== 0n) return -ENOTCAPABLE;
    opened.base = Number(base);
    opened.inheriting = Number(inheriting);
    opened.rights &= opened.base;
    opened.passes &= opened.inheriting;
    return 0;
  },
  fd_filestat_get({ call, fds, out }: Context, fd: number) {
    writeFilestat(call.guest.memory.view, out, fds.get(fd, R.FD_FILESTAT_GET).file.stat());
    return 64;
  },
  fd_filestat_set_size({ fds }: Context, fd: number, size: bigint) {
    fds.get(fd, R.FD_FILESTAT_SET_SIZE).file.truncate(offsetOf(size));
    return 0;
  },
  fd_filestat_set_times({ fds }: Context, fd: number, accessed: bigint, modified: bigint, flags: number) {
    const { file } = fds.get(fd, R.FD_FILESTAT_SET_TIMES);
    file.utimes(timesOf(accessed, modified, flags));
    return 0;
  },
} satisfies Family;
