/** Structs as musl's wasm32 headers lay them out, written into checked addresses. */
import { structSizes } from '../../../runtime/generated/syscalls.js';
import { NAME_MAX } from '../abi/numbers.js';
import type { CheckedMemory } from '../abi/checked-memory.js';
import type { Stat, StatFs } from '../vfs/files/status.js';

/** Offsets of members, in bytes, under the names that C gives them: test/kernel/structs.test.ts compares. */
export const offsets = {
  'struct timespec': { tv_sec: 0, tv_nsec: 8 },
  'struct stat': {
    st_dev: 0,
    st_ino: 8,
    st_mode: 16,
    st_nlink: 20,
    st_uid: 24,
    st_gid: 28,
    st_rdev: 32,
    st_size: 40,
    st_blksize: 48,
    st_blocks: 56,
    st_atim: 64,
    st_mtim: 80,
    st_ctim: 96,
  },
  'struct statx': {
    stx_mask: 0,
    stx_blksize: 4,
    stx_nlink: 16,
    stx_uid: 20,
    stx_gid: 24,
    stx_mode: 28,
    stx_ino: 32,
    stx_size: 40,
    stx_blocks: 48,
    stx_atime: 64,
    stx_btime: 80,
    stx_ctime: 96,
    stx_mtime: 112,
    stx_rdev_major: 128,
    stx_rdev_minor: 132,
    stx_dev_major: 136,
    stx_dev_minor: 140,
  },
  'struct statfs': {
    f_type: 0,
    f_bsize: 4,
    f_blocks: 8,
    f_bfree: 16,
    f_bavail: 24,
    f_files: 32,
    f_ffree: 40,
    f_namelen: 56,
    f_frsize: 60,
    f_flags: 64,
  },
} as const;
const TIMESPEC = offsets['struct timespec'];
const STAT = offsets['struct stat'];
const STATX = offsets['struct statx'];
const STATFS = offsets['struct statfs'];

const BILLION = 1000000000n;
const MASK32 = 0xffffffffn;

/** Seconds rounded down, so that the nanoseconds of a time before 1970 are positive too. */
function split(ns: bigint): { sec: bigint; nsec: number } {
  const nsec = ((ns % BILLION) + BILLION) % BILLION;
  return { sec: (ns - nsec) / BILLION, nsec: Number(nsec) };
}

function putTimespec(view: DataView, at: number, ns: bigint): void {
  const { sec, nsec } = split(ns);
  view.setBigInt64(at + TIMESPEC.tv_sec, sec, true);
  view.setBigInt64(at + TIMESPEC.tv_nsec, BigInt(nsec), true);
}

/** struct timespec: i64 seconds, i32 nanoseconds, padding. */
export function writeTimespec(memory: CheckedMemory, at: number, ns: bigint): void {
  putTimespec(memory.view, at, ns);
}

export function writeStat(memory: CheckedMemory, at: number, s: Stat): void {
  const { view } = memory;
  view.setBigUint64(at + STAT.st_dev, s.dev, true);
  view.setBigUint64(at + STAT.st_ino, s.ino, true);
  view.setUint32(at + STAT.st_mode, Number(s.mode), true);
  view.setUint32(at + STAT.st_nlink, Number(s.nlink), true);
  view.setUint32(at + STAT.st_uid, Number(s.uid), true);
  view.setUint32(at + STAT.st_gid, Number(s.gid), true);
  view.setBigUint64(at + STAT.st_rdev, s.rdev, true);
  view.setBigInt64(at + STAT.st_size, s.size, true);
  view.setInt32(at + STAT.st_blksize, Number(s.blksize), true);
  view.setInt32(at + STAT.st_blksize + 4, 0, true);
  view.setBigInt64(at + STAT.st_blocks, s.blocks, true);
  putTimespec(view, at + STAT.st_atim, s.atimeNs);
  putTimespec(view, at + STAT.st_mtim, s.mtimeNs);
  putTimespec(view, at + STAT.st_ctim, s.ctimeNs);
}

/** STATX_BASIC_STATS and STATX_BTIME. */
const STATX_MASK = 0xfff;

const major = (dev: bigint): number => Number(((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n));
const minor = (dev: bigint): number => Number((dev & 0xffn) | ((dev >> 12n) & 0xffffff00n));

export function writeStatx(memory: CheckedMemory, at: number, s: Stat): void {
  const { view } = memory;
  memory.window(at, structSizes.statx).fill(0);
  view.setUint32(at + STATX.stx_mask, STATX_MASK, true);
  view.setUint32(at + STATX.stx_blksize, Number(s.blksize), true);
  view.setUint32(at + STATX.stx_nlink, Number(s.nlink), true);
  view.setUint32(at + STATX.stx_uid, Number(s.uid), true);
  view.setUint32(at + STATX.stx_gid, Number(s.gid), true);
  view.setUint16(at + STATX.stx_mode, Number(s.mode), true);
  view.setBigUint64(at + STATX.stx_ino, s.ino, true);
  view.setBigUint64(at + STATX.stx_size, s.size, true);
  view.setBigUint64(at + STATX.stx_blocks, s.blocks, true);
  putTimespec(view, at + STATX.stx_atime, s.atimeNs);
  putTimespec(view, at + STATX.stx_btime, s.birthtimeNs);
  putTimespec(view, at + STATX.stx_ctime, s.ctimeNs);
  putTimespec(view, at + STATX.stx_mtime, s.mtimeNs);
  view.setUint32(at + STATX.stx_rdev_major, major(s.rdev), true);
  view.setUint32(at + STATX.stx_rdev_minor, minor(s.rdev), true);
  view.setUint32(at + STATX.stx_dev_major, major(s.dev), true);
  view.setUint32(at + STATX.stx_dev_minor, minor(s.dev), true);
}

const ST_RDONLY = 1;

export function writeStatFs(memory: CheckedMemory, at: number, s: StatFs): void {
  const { view } = memory;
  const count = (offset: number, n: bigint): void => view.setBigUint64(at + offset, BigInt.asUintN(64, n), true);
  memory.window(at, structSizes.statfs).fill(0);
  view.setUint32(at + STATFS.f_type, Number(s.type & MASK32), true);
  view.setUint32(at + STATFS.f_bsize, Number(s.bsize), true);
  count(STATFS.f_blocks, s.blocks);
  count(STATFS.f_bfree, s.bfree);
  count(STATFS.f_bavail, s.bavail);
  count(STATFS.f_files, s.files);
  count(STATFS.f_ffree, s.ffree);
  view.setUint32(at + STATFS.f_namelen, NAME_MAX, true);
  view.setUint32(at + STATFS.f_frsize, Number(s.bsize), true);
  view.setUint32(at + STATFS.f_flags, s.readOnly ? ST_RDONLY : 0, true);
}

/** What a process used: CPU times in microseconds, memory in KiB. */
export interface Usage {
  user: number;
  system: number;
  maxRss: number;
  minorFaults: number;
  majorFaults: number;
  voluntary: number;
  involuntary: number;
}

/** struct rusage with 32-bit words, 72 bytes. */
export function writeUsage(memory: CheckedMemory, at: number, u: Usage): void {
  const second = 1000000;
  const words = [Math.floor(u.user / second), u.user % second, Math.floor(u.system / second), u.system % second];
  words.push(u.maxRss, 0, 0, 0, u.minorFaults, u.majorFaults, 0, 0, 0, 0, 0, 0, u.voluntary, u.involuntary);
  for (const [i, word] of words.entries()) memory.setWord(at + 4 * i, word);
}
