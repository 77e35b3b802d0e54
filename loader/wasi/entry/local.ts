/** Calls that the thread serves itself: time, chance, arguments, environment, the end, and waiting for nothing but time. */
import { EXIT_SIGNAL, SIGNALS_IGNORED, SIGNALS_STOPPING } from '../../../runtime/generated/layout.js';
import { INVAL } from '../preview1.js';
import { argumentCalls } from './arguments.js';
import { clockCalls, clocksOf } from './clocks.js';
import type { Imported } from './imports.js';
import type { ProxyClient } from './proxy-client.js';
import type { GuestMemory } from './memory.js';
import { pollCall } from './poll.js';
import { randomCall } from './random.js';

/** Signals of preview 1 by number, as Linux numbers them. */
const SIGNALS = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31,
];
/** Bit n-1: signal n ends no program, it is as if it had been ignored. */
const HARMLESS = SIGNALS_IGNORED | SIGNALS_STOPPING;

export function localCalls(proxy: ProxyClient, memory: GuestMemory): Record<string, Imported> {
  const clocks = clocksOf(proxy);
  return {
    ...argumentCalls(proxy, memory),
    ...clockCalls(clocks, memory),
    poll_oneoff: pollCall(proxy, memory, clocks),
    random_get: randomCall(memory),
    proc_exit: (code) => proxy.exit(Number(code) & 0xff),
    proc_raise(signal) {
      const linux = SIGNALS[Number(signal) & 0xff];
      if (linux === undefined) return INVAL;
      return linux === 0 || (HARMLESS >> (linux - 1)) & 1 ? 0 : proxy.exit(EXIT_SIGNAL + linux);
    },
    sched_yield() {
      // Where threads share a CPU, the others get it.
      proxy.pause(0);
      return 0;
    },
  };
}
