/** System calls that isles have counted. */
import { calls } from '../../runtime/generated/syscalls.js';

/** A call that was made at all; calls are counted only when that was asked for. */
export interface CountedCall {
  nr: number;
  name: string;
  home: string;
  count: number;
}

/** An isle's table (MasterChannel.callCounts) with names. */
export function countedCalls(counts: Int32Array): CountedCall[] {
  return calls.flatMap(({ nr, name, home }) => {
    const count = counts[nr] ?? 0;
    return count > 0 ? [{ nr, name, home, count }] : [];
  });
}
