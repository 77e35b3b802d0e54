// Gaps between readings of a clock.

/** A gap is noise when it is longer than this many times the shortest one (bench/noise/noise.h). */
export const LONGER = 9;

export interface Gap {
  /** When it began, from the measure's start on, and how long it was: nanoseconds. */
  readonly at: number;
  readonly ns: number;
}

/** Pairs of numbers as gaps. */
export const gapsOf = (pairs: readonly number[]): Gap[] =>
  Array.from({ length: pairs.length >> 1 }, (_, i) => ({ at: pairs[2 * i]!, ns: pairs[2 * i + 1]! }));

/** Per cent of the run's time that lies in gaps longer than the threshold. */
export const gapPercent = (gaps: readonly Gap[], runNs: number, thresholdNs: number): number =>
  (100 * gaps.reduce((sum, { ns }) => (ns > thresholdNs ? sum + ns : sum), 0)) / runNs;

/** Per cent of the time of the run that detours cost: what each took beyond the loop's shortest step. */
export const detourOverhead = (detours: readonly Gap[], runNs: number, shortestNs: number): number =>
  (100 * detours.reduce((sum, { ns }) => sum + ns - shortestNs, 0)) / runNs;

const BIN_BITS = 5;

/** Where a bin of bench/noise/histogram.h begins, in nanoseconds; it ends where the next one begins. */
export function binStart(bin: number): number {
  const power = bin >> BIN_BITS;
  return power ? (2 ** BIN_BITS + (bin & (2 ** BIN_BITS - 1))) * 2 ** (power - 1) : bin;
}

/** The bin of some nanoseconds. */
export function binOf(ns: number): number {
  const whole = Math.max(0, Math.floor(ns));
  if (whole < 2 ** BIN_BITS) return whole;
  const power = Math.floor(Math.log2(whole)) - BIN_BITS;
  return ((power + 1) << BIN_BITS) + Math.floor(whole / 2 ** power) - 2 ** BIN_BITS;
}

/** Sums of histograms, bin by bin. */
export const added = (all: readonly (readonly number[])[]): number[] =>
  Array.from({ length: Math.max(0, ...all.map((c) => c.length)) }, (_, i) =>
    all.reduce((sum, c) => sum + (c[i] ?? 0), 0),
  );

/** The cumulated distribution of a histogram: up to each bin's end, which part of the values is below it. */
export function cumulated(counts: readonly number[]): [ns: number, part: number][] {
  const total = counts.reduce((sum, n) => sum + n, 0);
  const points: [number, number][] = [];
  let sum = 0;
  for (const [bin, count] of counts.entries()) {
    if (!count) continue;
    sum += count;
    points.push([binStart(bin + 1), sum / total]);
  }
  return points;
}

/** The complementary distribution of a histogram: from where each bin begins, how many values are there or beyond. */
export function exceeding(counts: readonly number[]): [ns: number, count: number][] {
  const points: [number, number][] = [];
  let sum = 0;
  for (const [bin, count] of [...counts.entries()].reverse()) {
    if (!count) continue;
    sum += count;
    points.push([binStart(bin), sum]);
  }
  return points.reverse();
}

/** The end of the first bin up to which at least `part` of the values lie; null for no values. */
export const quantileOf = (counts: readonly number[], part: number): number | null =>
  cumulated(counts).find(([, below]) => below >= part - 1e-12)?.[0] ?? null;
