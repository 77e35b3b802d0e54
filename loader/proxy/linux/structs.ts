/** Structs as musl's wasm32 headers lay them out, written into checked addresses. */
import type { CheckedMemory } from '../abi/checked-memory.js';
import type { Stat, StatFs } from '../vfs/files/node.js';

const BILLION = 1000000000n;
const MASK32 = 0xffffffffn;

/** Seconds rounded down, so that the nanoseconds of a time before 1970 are positive too. */
function split(ns: bigint): { sec: bigint; nsec: number } {
  const nsec = ((ns % BILLION) + BILLION) % BILLION;
  return { sec: (ns - nsec) / BILLION, nsec: Number(nsec) };
}

function putTimespec(view: DataView, at: number, ns: bigint): void {
  const { sec, nsec } = split(ns);
  view.setBigInt64(at, sec, true);
  view.setBigInt64(at + 8, BigInt(nsec), true);
}

/** struct timespec: i64 seconds, i32 nanoseconds, padding. */
export function writeTimespec(memory: CheckedMemory, at: number, ns: bigint): void {
  putTimespec(memory.view, at, ns);
}

/** struct kstat, 112 bytes. */
export function writeStat(memory: CheckedMemory, at: number, s: Stat): void {
  const { view } = memory;
  view.setBigUint64(at, s.dev, true);
  view.setBigUint64(at + 8, s.ino, true);
  view.setUint32(at + 16, Number(s.mode), true);
  view.setUint32(at + 20, Number(s.nlink), true);
  view.setUint32(at + 24, Number(s.uid), true);
  view.setUint32(at + 28, Number(s.gid), true);
  view.setBigUint64(at + 32, s.rdev, true);
  view.setBigInt64(at + 40, s.size, true);
  view.setInt32(at + 48, Number(s.blksize), true);
  view.setInt32(at + 52, 0, true);
  view.setBigInt64(at + 56, s.blocks, true);
  putTimespec(view, at + 64, s.atimeNs);
  putTimespec(view, at + 80, s.mtimeNs);
  putTimespec(view, at + 96, s.ctimeNs);
}

/** STATX_BASIC_STATS and STATX_BTIME. */
const STATX_MASK = 0xfff;

const major = (dev: bigint): number => Number(((dev >> 8n) & 0xfffn) | ((dev >> 32n) & 0xfffff000n));
const minor = (dev: bigint): number => Number((dev & 0xffn) | ((dev >> 12n) & 0xffffff00n));

/** struct statx, 256 bytes. */
export function writeStatx(memory: CheckedMemory, at: number, s: Stat): void {
  const { view } = memory;
  memory.window(at, 256).fill(0);
  view.setUint32(at, STATX_MASK, true);
  view.setUint32(at + 4, Number(s.blksize), true);
  view.setUint32(at + 16, Number(s.nlink), true);
  view.setUint32(at + 20, Number(s.uid), true);
  view.setUint32(at + 24, Number(s.gid), true);
  view.setUint16(at + 28, Number(s.mode), true);
  view.setBigUint64(at + 32, s.ino, true);
  view.setBigUint64(at + 40, s.size, true);
  view.setBigUint64(at + 48, s.blocks, true);
  const times = [s.atimeNs, s.birthtimeNs, s.ctimeNs, s.mtimeNs];
  for (const [i, ns] of times.entries()) putTimespec(view, at + 64 + 16 * i, ns);
  view.setUint32(at + 128, major(s.rdev), true);
  view.setUint32(at + 132, minor(s.rdev), true);
  view.setUint32(at + 136, major(s.dev), true);
  view.setUint32(at + 140, minor(s.dev), true);
}

const ST_RDONLY = 1;
const NAME_LENGTH = 255;

/** struct statfs, 88 bytes. */
export function writeStatFs(memory: CheckedMemory, at: number, s: StatFs): void {
  const { view } = memory;
  memory.window(at, 88).fill(0);
  view.setUint32(at, Number(s.type & MASK32), true);
  view.setUint32(at + 4, Number(s.bsize), true);
  const counts = [s.blocks, s.bfree, s.bavail, s.files, s.ffree];
  for (const [i, n] of counts.entries()) view.setBigUint64(at + 8 + 8 * i, BigInt.asUintN(64, n), true);
  view.setUint32(at + 56, NAME_LENGTH, true);
  view.setUint32(at + 60, Number(s.bsize), true);
  view.setUint32(at + 64, s.readOnly ? ST_RDONLY : 0, true);
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
