// Noise of one CPU: detours that take it away from a program, and when work is done in spite of them. Times in any one unit.
import { type Random, exponential } from './random.js';

/** Detours that begin every `period` and take `duration`; exponential ones have these as means. */
export interface Periodic {
  readonly kind: 'fixed' | 'exponential';
  readonly period: number;
  readonly duration: number;
}

/** Measured detours, in order and apart from each other, which come again every `span`. */
export interface Trace {
  readonly kind: 'trace';
  readonly detours: readonly { readonly at: number; readonly duration: number }[];
  readonly span: number;
}

export type Noise = Periodic | Trace | { readonly kind: 'none' };

/** Part of the time that noise takes. */
export function share(noise: Noise): number {
  if (noise.kind === 'none') return 0;
  if (noise.kind !== 'trace') return noise.duration / noise.period;
  return noise.detours.reduce((sum, { duration }) => sum + duration, 0) / noise.span;
}

/** When a CPU has done so much work that was begun at a moment. Moments must not go back from call to call. */
export type Finish = (start: number, work: number) => number;

/** Detours begin at phase + k × period for all whole k. */
export function fixed(period: number, duration: number, phase: number): Finish {
  const free = period - duration;
  return (start, work) => {
    const since = (((start - phase) % period) + period) % period;
    const wait = Math.max(0, duration - since);
    const beyond = work - (period - Math.max(since, duration));
    // Work that ends just when a detour begins does not meet it.
    const met = beyond > 0 ? Math.ceil(beyond / free) : 0;
    return start + wait + work + met * duration;
  };
}

/** The detour that is next, or lasts, and a way to the one behind it. */
interface Sequence {
  begin: number;
  end: number;
  advance(): void;
}

function along(next: Sequence): Finish {
  return (start, work) => {
    while (next.end <= start) next.advance();
    let now = start;
    let left = work;
    for (;;) {
      if (now >= next.begin) {
        now = next.end;
        next.advance();
      } else if (now + left <= next.begin) return now + left;
      else {
        left -= next.begin - now;
        now = next.begin;
      }
    }
  };
}

/** Detours with exponential durations, after exponential gaps. */
export function renewing(gap: number, duration: number, draw: Random): Finish {
  const begin = exponential(draw, gap);
  return along({
    begin,
    end: begin + exponential(draw, duration),
    advance() {
      this.begin = this.end + exponential(draw, gap);
      this.end = this.begin + exponential(draw, duration);
    },
  });
}

/** How many detours of a trace are over at a moment: ends are in order. */
function over({ detours }: Trace, moment: number): number {
  let [low, high] = [0, detours.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const { at, duration } = detours[middle]!;
    if (at + duration <= moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A trace that begins with its moment `offset`. */
export function replay(trace: Trace, offset: number): Finish {
  const { detours, span } = trace;
  if (!detours.length) return (start, work) => start + work;
  let at = over(trace, offset) - 1;
  const next: Sequence = {
    begin: 0,
    end: 0,
    advance() {
      at++;
      const detour = detours[at % detours.length]!;
      this.begin = Math.floor(at / detours.length) * span + detour.at - offset;
      this.end = this.begin + detour.duration;
    },
  };
  next.advance();
  return along(next);
}

/** A CPU with noise whose phase is random. */
export function cpuWith(noise: Noise, draw: Random): Finish {
  switch (noise.kind) {
    case 'none':
      return (start, work) => start + work;
    case 'fixed':
      return fixed(noise.period, noise.duration, draw() * noise.period);
    case 'exponential':
      return renewing(noise.period - noise.duration, noise.duration, draw);
    case 'trace':
      return replay(noise, draw() * noise.span);
  }
}
