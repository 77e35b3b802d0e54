/** File times between the guest's nanoseconds and the host's. */
import { AT_FDCWD, AT_SYMLINK_NOFOLLOW } from '../../abi/numbers.js';
import fs from 'node:fs';
import { milliseconds } from '../../../../runtime/clock.js';
import { errno, libc } from '../../../native/libc.js';
import { fail } from '../../abi/errno.js';
import type { SetTimes, Stat } from './status.js';

/** What has times: an open file, what a path leads to, or what stands at it, a link too. */
export type Timed = { fd: number } | { path: Buffer | string; follow: boolean };

/** Two timespecs (seconds, nanoseconds): of access, of changes. */
type Times = BigInt64Array;

/** Nanoseconds that stand for "as it is" (linux/stat.h). */
const UTIME_OMIT = (1n << 30n) - 2n;
const SECOND = 1_000_000_000n;

interface Exact {
  ofFile(fd: number, times: Times): number;
  ofPath(directory: number, path: Uint8Array, times: Times, flags: number): number;
}

let exact: Exact | null | undefined;

/** Linux's calls, which take nanoseconds; null where they cannot be had. */
function exactCalls(): Exact | null {
  const ofFile = libc<Exact['ofFile']>('int futimens(int fd, const int64_t *times)');
  const ofPath = libc<Exact['ofPath']>('int utimensat(int fd, const uint8_t *path, const int64_t *times, int flags)');
  return ofFile && ofPath ? { ofFile, ofPath } : null;
}

function timespec(ns: bigint | undefined): [seconds: bigint, nanoseconds: bigint] {
  if (ns === undefined) return [0n, UTIME_OMIT];
  const nanoseconds = ((ns % SECOND) + SECOND) % SECOND;
  return [(ns - nanoseconds) / SECOND, nanoseconds];
}

/** Sets times; one that is left as it is keeps the value it has. */
export function applyTimes(times: SetTimes, now: Stat, what: Timed): void {
  const { atimeNs, mtimeNs } = times;
  if (atimeNs === undefined && mtimeNs === undefined) return;
  if (exact === undefined) exact = exactCalls();
  if (!exact) return roughly(seconds(atimeNs ?? now.atimeNs), seconds(mtimeNs ?? now.mtimeNs), what);
  const both = BigInt64Array.from([...timespec(atimeNs), ...timespec(mtimeNs)]);
  const failed =
    'fd' in what
      ? exact.ofFile(what.fd, both)
      : exact.ofPath(AT_FDCWD, terminated(what.path), both, what.follow ? 0 : AT_SYMLINK_NOFOLLOW);
  if (failed !== 0) fail(errno());
}

const terminated = (path: Buffer | string): Buffer => Buffer.concat([Buffer.from(path as string), Buffer.of(0)]);

/** Seconds: less than a microsecond, and not lost in a number of seconds of this century. */
const NUDGE = 3e-7;

/**
 * Seconds as Node wants them. Before version 24 it cuts them to microseconds, since then to nanoseconds: a number that would fall
 * below the microsecond meant is raised a little. Numbers before 1970 it takes for the present; as dates it takes them.
 */
function seconds(ns: bigint): number | Date {
  if (ns < 0n) return new Date(Math.floor(Number(ns) / 1e6));
  const us = Number(ns / 1000n);
  const time = us / 1e6;
  const whole = Math.floor(time);
  const falls = Math.floor(time * 1e6) < us || Math.floor((time - whole) * 1e9) < (us - whole * 1e6) * 1000;
  return falls ? time + NUDGE : time;
}

/** To microseconds, by Node. */
function roughly(accessed: number | Date, modified: number | Date, what: Timed): void {
  if ('fd' in what) fs.futimesSync(what.fd, accessed, modified);
  else if (what.follow) fs.utimesSync(what.path, accessed, modified);
  else fs.lutimesSync(what.path, accessed, modified);
}

/** Milliseconds from the monotonic clock to the time since 1970, when this was loaded. */
const offset = Date.now() - milliseconds();

/** The present time in nanoseconds since 1970. */
export function nowNs(): bigint {
  return BigInt(Math.round((milliseconds() + offset) * 1000)) * 1000n;
}
