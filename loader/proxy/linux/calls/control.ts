/** fcntl, ioctl and flock. */
import { PIPE_SIZE } from '../../../../runtime/generated/param.js';
import { O_ACCMODE, SETTABLE_FLAGS, O_LARGEFILE, O_NONBLOCK, O_PATH } from '../../abi/numbers.js';
import type { Description } from '../../vfs/files/description.js';
import { E } from '../../abi/errno.js';
import { OFFSET_MAX } from '../../abi/offsets.js';
import { PENDING } from '../../ring/personality.js';
import type { Mirror } from '../mirror.js';
import type { Family, LinuxCall } from '../call.js';

const F_GETFL = 3;
const F_SETFL = 4;
/** 32-bit Linux has two sets of record lock commands; musl uses the 64-bit ones. */
const LOCK_GET = new Set([5, 12]);
const LOCK_SET = new Set([6, 7, 13, 14]);
const OFD_GETLK = 36;
const OFD_SETLK = 37;
const OFD_SETLKW = 38;
const F_GETPIPE_SZ = 1032;

const F_RDLCK = 0;
const F_WRLCK = 1;
const F_UNLCK = 2;

const LOCK_SH = 1;
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;

const FIONBIO = 0x5421;
const FIONREAD = 0x541b;

/** Where a lock that goes to the end of every file ends. */
const WHOLE = OFFSET_MAX + 1n;

/** struct flock: i16 type, i16 whence, i64 start at 8, i64 length at 16, i32 pid at 24; 32 bytes. */
interface RecordLock {
  type: number;
  from: bigint;
  to: bigint;
}

function readLock(mirror: Mirror, file: Description, address: number): RecordLock | number {
  const { memory } = mirror;
  memory.check(address, 32);
  const type = memory.view.getInt16(address, true);
  const whence = memory.view.getInt16(address + 2, true);
  if (type < F_RDLCK || type > F_UNLCK || whence < 0 || whence > 2) return -E.EINVAL;
  const [offset, length] = [memory.wide(address + 8), memory.wide(address + 16)];
  const base = whence === 0 ? 0n : whence === 1 ? BigInt(file.seek(0, 1)) : file.stat().size;
  if (base < 0) return Number(base);
  const start = base + offset;
  if (start > OFFSET_MAX) return -E.EOVERFLOW;
  if (start < 0 || start + length < 0) return -E.EINVAL;
  if (length < 0) return { type, from: start + length, to: start };
  if (length > 0 && start + length > WHOLE) return -E.EOVERFLOW;
  return { type, from: start, to: length === 0n ? WHOLE : start + length };
}

function setLock(call: LinuxCall, file: Description, cmd: number, address: number): number {
  const { guest: mirror } = call;
  const lock = readLock(mirror, file, address);
  if (typeof lock === 'number') return lock;
  if (lock.type === F_RDLCK && !file.readable) return -E.EBADF;
  if (lock.type === F_WRLCK && !file.writable) return -E.EBADF;
  // The whole guest is one process, and a process never stands in its own way.
  if (LOCK_SET.has(cmd)) return 0;
  if (lock.type === F_UNLCK) {
    mirror.locks.drop('range', file, lock.from, lock.to);
    return 0;
  }
  const take = (): boolean => mirror.locks.take('range', file, lock.type === F_WRLCK, lock.from, lock.to);
  if (take()) return 0;
  return cmd === OFD_SETLK ? -E.EAGAIN : call.block({ retry: () => (take() ? 0 : PENDING) });
}

function getLock(mirror: Mirror, file: Description, cmd: number, address: number): number {
  const lock = readLock(mirror, file, address);
  if (typeof lock === 'number') return lock;
  const { view } = mirror.memory;
  const other =
    cmd === OFD_GETLK ? mirror.locks.conflict('range', file, lock.type === F_WRLCK, lock.from, lock.to) : undefined;
  if (!other) {
    view.setInt16(address, F_UNLCK, true);
    return 0;
  }
  view.setInt16(address, other.exclusive ? F_WRLCK : F_RDLCK, true);
  view.setInt16(address + 2, 0, true);
  view.setBigInt64(address + 8, other.from, true);
  view.setBigInt64(address + 16, other.to === WHOLE ? 0n : other.to - other.from, true);
  view.setInt32(address + 24, -1, true);
  return 0;
}

function fcntl(call: LinuxCall, file: Description, cmd: number, arg: number): number {
  if (cmd === F_GETFL) return file.flags | (file.flags & O_PATH ? 0 : O_LARGEFILE);
  if (file.flags & O_PATH) return -E.EBADF;
  if (cmd === F_SETFL) {
    file.setFlags(arg & ~O_ACCMODE, SETTABLE_FLAGS);
    return 0;
  }
  if (LOCK_SET.has(cmd) || cmd === OFD_SETLK || cmd === OFD_SETLKW) return setLock(call, file, cmd, arg);
  if (LOCK_GET.has(cmd) || cmd === OFD_GETLK) return getLock(call.guest, file, cmd, arg);
  if (cmd === F_GETPIPE_SZ) return file.waits ? PIPE_SIZE : -E.EBADF;
  return -E.EINVAL;
}

function ioctl({ guest: mirror }: LinuxCall, file: Description, request: number, address: number): number {
  if (file.flags & O_PATH) return -E.EBADF;
  if (request === FIONBIO) {
    mirror.memory.check(address, 4);
    file.setFlags(mirror.memory.word(address) ? O_NONBLOCK : 0, O_NONBLOCK);
    return 0;
  }
  if (request === FIONREAD && !file.waits) {
    const position = file.seek(0, 1);
    if (position < 0) return -E.ENOTTY;
    mirror.memory.check(address, 4);
    mirror.memory.setWord(address, Math.max(0, Math.min(Number(file.stat().size) - position, 0x7fffffff)));
    return 0;
  }
  return file.ioctl(mirror.memory, request, address);
}

function flock(call: LinuxCall, file: Description, operation: number): number {
  const { locks } = call.guest;
  const kind = operation & ~LOCK_NB;
  if (kind === LOCK_UN) {
    locks.drop('flock', file, 0n, WHOLE);
    return 0;
  }
  if (kind !== LOCK_SH && kind !== LOCK_EX) return -E.EINVAL;
  const take = (): boolean => locks.take('flock', file, kind === LOCK_EX, 0n, WHOLE);
  if (take()) return 0;
  return operation & LOCK_NB ? -E.EAGAIN : call.block({ retry: () => (take() ? 0 : PENDING) });
}

export const control = { fcntl64: fcntl, ioctl, flock } satisfies Family;
