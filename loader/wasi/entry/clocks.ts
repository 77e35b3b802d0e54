/** The clocks of preview 1, and the calls that read them. */
import { readFileSync } from 'node:fs';
import { monotonicBase } from '../../../runtime/clock.js';
import { BOOT_REALTIME } from '../../../runtime/generated/layout.js';
import { CLOCK, FAULT, INVAL } from '../preview1.js';
import type { Imported } from './imports.js';
import type { ProxyClient } from './proxy-client.js';
import type { GuestMemory } from './memory.js';

export interface Clocks {
  /** Nanoseconds of the monotonic clock. */
  monotonic(): number;
  /** By clockid: nanoseconds. */
  readonly now: Readonly<Record<number, () => bigint>>;
}

export function clocksOf(proxy: ProxyClient): Clocks {
  let base = NaN;
  const monotonic = (): number => {
    if (Number.isNaN(base)) base = monotonicBase();
    return performance.now() * 1e6 + base;
  };
  return {
    monotonic,
    now: {
      [CLOCK.realtime]: () => BigInt(Math.round(monotonic() + proxy.view.getFloat64(BOOT_REALTIME, true))),
      [CLOCK.monotonic]: () => BigInt(Math.round(monotonic())),
      [CLOCK.process]: processTime,
      [CLOCK.thread]: threadTime,
    },
  };
}

export function clockCalls({ now }: Clocks, memory: GuestMemory): Record<string, Imported> {
  return {
    clock_res_get(clock, at) {
      memory.refresh();
      if (!now[Number(clock) >>> 0]) return INVAL;
      if (!memory.holds(at as number, 8)) return FAULT;
      memory.view.setBigUint64(Number(at) >>> 0, Number(clock) === CLOCK.process ? 1000n : 1n, true);
      return 0;
    },
    clock_time_get(clock, _precision, at) {
      memory.refresh();
      const read = now[Number(clock) >>> 0];
      if (!read) return INVAL;
      if (!memory.holds(at as number, 8)) return FAULT;
      memory.view.setBigUint64(Number(at) >>> 0, read(), true);
      return 0;
    },
  };
}

/** Processor time of all threads. */
function processTime(): bigint {
  const { user, system } = process.cpuUsage();
  return BigInt(user + system) * 1000n;
}

/** Processor time of this thread: Linux counts nanoseconds. */
function threadTime(): bigint {
  try {
    return BigInt(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]!);
  } catch {
    return processTime();
  }
}
