/** Calls that the thread serves itself: time, chance, arguments, environment, the end, and waiting for nothing but time. */
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { monotonicBase } from '../../../runtime/clock.js';
import { BOOT_REALTIME, EXIT_SIGNAL, SIGNALS_IGNORED, SIGNALS_STOPPING } from '../../../runtime/generated/layout.js';
import type { Imported } from './imports.js';
import type { ProxyClient } from './proxy-client.js';
import type { GuestMemory } from './memory.js';
import { ABSTIME, CLOCK, EVENT, EVENTTYPE, FAULT, INVAL, PRIVATE, SUBSCRIPTION } from '../preview1.js';
import { ROOM } from '../staging.js';

/** Bytes of random numbers made at once. */
const RANDOM = 65536;
/** Up to so many bytes come from a pool: asking for them costs more than making them. */
const RANDOM_SMALL = 256;
const RANDOM_POOL = 4096;
/** Signals of preview 1 by number, as Linux numbers them. */
const SIGNALS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
];
/** Bit n-1: signal n ends no program, it is as if it had been ignored. */
const HARMLESS = SIGNALS_IGNORED | SIGNALS_STOPPING;
/** The longest wait that Node takes, ms. */
const WAIT_MAX = 0x7fffffff;

interface Strings {
  /** One after the other, each with its NUL. */
  block: Uint8Array;
  /** Where each begins. */
  starts: number[];
}

function stringsOf(block: Uint8Array): Strings {
  const starts: number[] = [];
  for (let at = 0; at < block.length; at = block.indexOf(0, at) + 1) starts.push(at);
  return { block, starts };
}

export function localCalls(proxy: ProxyClient, memory: GuestMemory): Record<string, Imported> {
  let base = NaN;
  const pool = new Uint8Array(RANDOM_POOL);
  let spare = RANDOM_POOL;
  const monotonic = (): number => {
    if (Number.isNaN(base)) base = monotonicBase();
    return performance.now() * 1e6 + base;
  };
  const clocks: Record<number, () => bigint> = {
    [CLOCK.realtime]: () => BigInt(Math.round(monotonic() + proxy.view.getFloat64(BOOT_REALTIME, true))),
    [CLOCK.monotonic]: () => BigInt(Math.round(monotonic())),
    [CLOCK.process]: () => {
      const { user, system } = process.cpuUsage();
      return BigInt(user + system) * 1000n;
    },
    [CLOCK.thread]: threadTime,
  };

  let granted: [argv: Strings, environ: Strings] | undefined;
  /** Arguments (0) or environment (1), asked for once. */
  const strings = (which: 0 | 1): Strings => {
    if (!granted) {
      const length = proxy.request(PRIVATE.granted);
      if (length < 0) throw new Error('the arguments could not be read');
      // The first word: bytes of the arguments; the environment follows.
      const first = proxy.view.getUint32(proxy.data, true);
      const all = proxy.bytes.slice(proxy.data + 4, proxy.data + length);
      granted = [stringsOf(all.subarray(0, first)), stringsOf(all.subarray(first))];
    }
    return granted[which];
  };
  const sizes =
    (which: 0 | 1): Imported =>
    (count, size) => {
      const { block, starts } = strings(which);
      memory.refresh();
      if (!memory.holds(count as number, 4) || !memory.holds(size as number, 4)) return FAULT;
      memory.view.setUint32(Number(count) >>> 0, starts.length, true);
      memory.view.setUint32(Number(size) >>> 0, block.length, true);
      return 0;
    };
  const get =
    (which: 0 | 1): Imported =>
    (pointers, buffer) => {
      const { block, starts } = strings(which);
      memory.refresh();
      if (!memory.holds(pointers as number, 4 * starts.length) || !memory.holds(buffer as number, block.length))
        return FAULT;
      const text = Number(buffer) >>> 0;
      memory.bytes.set(block, text);
      for (const [i, start] of starts.entries())
        memory.view.setUint32((Number(pointers) >>> 0) + 4 * i, text + start, true);
      return 0;
    };

  /** The clock subscription's end in milliseconds of the monotonic clock; an error number below 0. */
  const deadline = (at: number): number => {
    const { view } = memory;
    const clock = view.getUint32(at + SUBSCRIPTION.clock, true);
    const timeout = Number(view.getBigUint64(at + SUBSCRIPTION.timeout, true));
    const absolute = (view.getUint16(at + SUBSCRIPTION.flags, true) & ABSTIME) !== 0;
    const now = clocks[clock];
    if (!now) return -INVAL;
    return (monotonic() + (absolute ? Math.max(0, timeout - Number(now())) : timeout)) / 1e6;
  };

  const poll: Imported = (...values) => {
    const [subscriptions, events, count, happened] = values.map((v) => Number(v) >>> 0) as [
      number,
      number,
      number,
      number,
    ];
    memory.refresh();
    if (count === 0) return INVAL;
    if (!memory.holds(subscriptions, SUBSCRIPTION.size * count) || !memory.holds(events, EVENT.size * count))
      return FAULT;
    if (!memory.holds(happened, 4)) return FAULT;
    if (count * (SUBSCRIPTION.size + EVENT.size) > ROOM) return INVAL;
    let end = Infinity;
    let files = false;
    const ends: number[] = [];
    for (let i = 0; i < count; i++) {
      const at = subscriptions + i * SUBSCRIPTION.size;
      const tag = memory.bytes[at + SUBSCRIPTION.tag]!;
      if (tag > EVENTTYPE.write) return INVAL;
      ends.push(tag === EVENTTYPE.clock ? deadline(at) : Infinity);
      if (tag !== EVENTTYPE.clock) files = true;
      end = Math.min(end, ends[i]!);
    }
    // Copied: another thread may write them while this one waits.
    const asked = memory.bytes.slice(subscriptions, subscriptions + count * SUBSCRIPTION.size);
    let found = 0;
    const put = (i: number, error: number): void => {
      const at = events + EVENT.size * found++;
      memory.bytes.fill(0, at, at + EVENT.size);
      memory.bytes.set(asked.subarray(i * SUBSCRIPTION.size, i * SUBSCRIPTION.size + 8), at);
      memory.view.setUint16(at + EVENT.error, error, true);
    };
    if (files) {
      // The window has the time that is left, then the subscriptions; the answer's events follow them.
      proxy.view.setFloat64(proxy.arguments, end, true);
      proxy.view.setUint32(proxy.arguments + 8, count, true);
      proxy.bytes.set(asked, proxy.data);
      const answer = proxy.request(PRIVATE.poll);
      if (answer < 0) return -answer;
      memory.refresh();
      memory.copyIn(events, answer * EVENT.size, proxy.bytes, proxy.data + asked.length);
      found = answer;
    } else {
      for (let left = end - monotonic() / 1e6; left > 0; left = end - monotonic() / 1e6) {
        proxy.pause(Math.min(left, WAIT_MAX));
      }
    }
    memory.refresh();
    const now = monotonic() / 1e6;
    for (let i = 0; i < count; i++) if (ends[i]! <= now) put(i, ends[i]! < 0 ? -ends[i]! : 0);
    memory.view.setUint32(happened, found, true);
    return 0;
  };

  return {
    args_get: get(0),
    args_sizes_get: sizes(0),
    environ_get: get(1),
    environ_sizes_get: sizes(1),
    clock_res_get(clock, at) {
      memory.refresh();
      if (!clocks[Number(clock) >>> 0]) return INVAL;
      if (!memory.holds(at as number, 8)) return FAULT;
      memory.view.setBigUint64(Number(at) >>> 0, Number(clock) === CLOCK.process ? 1000n : 1n, true);
      return 0;
    },
    clock_time_get(clock, _precision, at) {
      memory.refresh();
      const now = clocks[Number(clock) >>> 0];
      if (!now) return INVAL;
      if (!memory.holds(at as number, 8)) return FAULT;
      memory.view.setBigUint64(Number(at) >>> 0, now(), true);
      return 0;
    },
    poll_oneoff: poll,
    proc_exit: (code) => proxy.exit(Number(code) & 0xff),
    proc_raise(signal) {
      const linux = SIGNALS[Number(signal) & 0xff];
      if (linux === undefined) return INVAL;
      return linux === 0 || (HARMLESS >> (linux - 1)) & 1 ? 0 : proxy.exit(EXIT_SIGNAL + linux);
    },
    random_get(buffer, length) {
      memory.refresh();
      const at = Number(buffer) >>> 0;
      const size = Number(length) >>> 0;
      if (!memory.holds(at, size)) return FAULT;
      if (size <= RANDOM_SMALL) {
        if (spare + size > pool.length) {
          randomFillSync(pool);
          spare = 0;
        }
        memory.bytes.set(pool.subarray(spare, spare + size), at);
        // Nobody gets a number that another has had.
        pool.fill(0, spare, (spare += size));
        return 0;
      }
      // Node fills no memory that threads share.
      const part = new Uint8Array(Math.min(size, RANDOM));
      for (let done = 0; done < size; done += part.length) {
        memory.bytes.set(randomFillSync(part).subarray(0, size - done), at + done);
      }
      return 0;
    },
    sched_yield() {
      // Where threads share a CPU, the others get it.
      proxy.pause(0);
      return 0;
    },
  };
}

/** Processor time of this thread: Linux counts nanoseconds. */
function threadTime(): bigint {
  try {
    return BigInt(readFileSync('/proc/thread-self/schedstat', 'latin1').split(' ')[0]!);
  } catch {
    const { user, system } = process.cpuUsage();
    return BigInt(user + system) * 1000n;
  }
}
