/** Linux's clocks as numbers, for threads of JavaScript; cores have their own way (entry/hv.ts). */

/** CLOCK_MONOTONIC in milliseconds, without loading node:perf_hooks as the first performance.now() does. */
export function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Readings that are compared, and how long (ms) two of them may take that are close enough. */
const TRIES = 100;
const CLOSE = 0.0005;

/** Nanoseconds to add to `performance.now() * 1e6` on this thread: every thread counts from its own start. */
export function monotonicBase(): number {
  let best = Infinity;
  let base = 0;
  // The shortest of the tries is the one that nothing came between.
  for (let i = 0; i < TRIES && best > CLOSE; i++) {
    const before = performance.now();
    const absolute = Number(process.hrtime.bigint());
    const after = performance.now();
    if (after - before < best) {
      best = after - before;
      base = absolute - ((before + after) / 2) * 1e6;
    }
  }
  return base;
}

/** Date.now() counts whole milliseconds: what differs by less is the same offset. */
const COARSE = 1.5e6;
let offset = NaN;

/** Nanoseconds between CLOCK_MONOTONIC and the time since 1970: the same for every isle until Linux's clock is set. */
export function realtimeOffset(): number {
  const now = Date.now() * 1e6 - Number(process.hrtime.bigint());
  if (!(Math.abs(now - offset) < COARSE)) offset = now;
  return offset;
}

/** A clock of nanoseconds since 1970 for this thread, in step with those of isles that were told the same offset. */
export function wallClock(realtime: number): () => number {
  const base = monotonicBase() + realtime;
  return () => performance.now() * 1e6 + base;
}
