/** File times between the guest's nanoseconds and what Node's utimes take. */
import type { SetTimes, Stat } from './node.js';
import { milliseconds } from '../../../runtime/clock.js';

/**
 * Seconds as Node wants them. It cuts to microseconds, so a third of one is added that its rounding cannot fall below the
 * microsecond meant; finer than that Node cannot set. Numbers before 1970 it takes for the present; as dates it takes them.
 */
function seconds(ns: bigint): number | Date {
  return ns < 0n ? new Date(Math.floor(Number(ns) / 1e6)) : Number(ns / 1000n) / 1e6 + 3e-7;
}

/** Calls `set` with both times, where one that is left as it is keeps the value it has. */
export function applyTimes(
  times: SetTimes,
  now: Stat,
  set: (atime: number | Date, mtime: number | Date) => void,
): void {
  if (times.atimeNs === undefined && times.mtimeNs === undefined) return;
  set(seconds(times.atimeNs ?? now.atimeNs), seconds(times.mtimeNs ?? now.mtimeNs));
}

/** Milliseconds from the monotonic clock to the time since 1970, when this was loaded. */
const offset = Date.now() - milliseconds();

/** The present time in nanoseconds since 1970. */
export function nowNs(): bigint {
  return BigInt(Math.round((milliseconds() + offset) * 1000)) * 1000n;
}
