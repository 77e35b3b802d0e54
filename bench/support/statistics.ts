// Statistics of samples. Nothing here assumes that samples are normal: times on a shared machine have long tails to one side.
import type { Interval } from '../model.js';

const CONFIDENCE = 0.95;
/** Where the standard normal has reached 97.5 %. */
const NORMAL_975 = 1.959964;

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

/**
 * The value below which a part of the samples lies, between two samples in proportion (Hyndman and Fan's type 7, R's default).
 * @param values at least one
 */
export function quantile(values: readonly number[], part: number): number {
  const all = sorted(values);
  const at = (all.length - 1) * part;
  const below = Math.floor(at);
  const [a, b] = [all[below]!, all[Math.min(below + 1, all.length - 1)]!];
  return a + (b - a) * (at - below);
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const quartiles = (values: readonly number[]): Interval => ({
  low: quantile(values, 0.25),
  high: quantile(values, 0.75),
});

/** Median of the distances from the median. */
export function medianDeviation(values: readonly number[]): number {
  const middle = median(values);
  return median(values.map((v) => Math.abs(v - middle)));
}

export const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

export const geometricMean = (values: readonly number[]): number => Math.exp(mean(values.map(Math.log)));

/** Standard deviation of a sample (n − 1); 0 of a single one. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / (values.length - 1));
}

/** Ratios of samples taken in the same turns. */
export const ratios = (a: readonly number[], b: readonly number[]): number[] =>
  a.slice(0, b.length).map((v, i) => v / b[i]!);

/** Probability that of n fair coins at most k show heads. */
function coins(n: number, k: number): number {
  let ways = 1;
  let sum = 0;
  for (let i = 0; i <= k; i++) {
    sum += ways;
    ways = (ways * (n - i)) / (i + 1);
  }
  return sum / 2 ** n;
}

/**
 * Confidence interval of the median, from the sign test: between the k-th samples from both ends the median lies with a probability
 * that only coins decide. Between two such pairs it is interpolated to the wanted confidence (Hettmansperger and Sheather 1986). Fewer
 * than 6 samples cannot give 95 %: then it is their whole range.
 * @param values at least one, at most 1000
 */
export function medianInterval(values: readonly number[], confidence = CONFIDENCE): Interval {
  const all = sorted(values);
  const n = all.length;
  const inside = (k: number): number => 1 - 2 * coins(n, k - 1);
  let k = 1;
  while (k + 1 <= n / 2 && inside(k + 1) >= confidence) k++;
  const whole = { low: all[k - 1]!, high: all[n - k]! };
  if (n < 3 || k + 1 > n / 2 || inside(k) <= confidence) return whole;
  const share = (inside(k) - confidence) / (inside(k) - inside(k + 1));
  const inward = ((n - k) * share) / (k + (n - 2 * k) * share);
  return {
    low: (1 - inward) * whole.low + inward * all[k]!,
    high: (1 - inward) * whole.high + inward * all[n - k - 1]!,
  };
}

/** Distribution function of the standard normal (Abramowitz and Stegun 26.2.17, to 7.5e-8). */
export function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** Samples for which the exact distribution is computed. */
const EXACT = 40;

/**
 * Mann and Whitney's test: the probability, if both were samples of the same, of an order as one-sided as this one or more
 * (two-sided). Exact for few samples without ties, else by the normal distribution, corrected for ties and continuity.
 */
export function mannWhitney(a: readonly number[], b: readonly number[]): number {
  const [n, m] = [a.length, b.length];
  if (!n || !m) return 1;
  const all = sorted([...a, ...b]);
  // In how many pairs a is larger; ties count half.
  let u = 0;
  for (const x of a) for (const y of b) u += x > y ? 1 : x === y ? 0.5 : 0;
  const ties = tieSizes(all);
  const least = Math.min(u, n * m - u);
  if (n + m <= EXACT && ties.length === n + m) return Math.min(1, 2 * exactBelow(n, m, least));
  const variance =
    ((n * m) / 12) * (n + m + 1 - ties.reduce((sum, t) => sum + t ** 3 - t, 0) / ((n + m) * (n + m - 1)));
  if (variance === 0) return 1;
  return Math.min(1, 2 * normal((least - (n * m) / 2 + 0.5) / Math.sqrt(variance)));
}

/**
 * By which factor samples of b are larger than those of a: the median of all quotients of a pair (Hodges and Lehmann), and its confidence
 * interval, quotients from both ends that Mann and Whitney's test would not reject (Moses). Few samples cannot give 95 %: then it is
 * the range of the quotients. Null where a sample is not above 0.
 */
export function factor(a: readonly number[], b: readonly number[]): { value: number; spread: Interval } | null {
  if (!a.length || !b.length || [...a, ...b].some((v) => !(v > 0))) return null;
  const all = sorted(a.flatMap((x) => b.map((y) => y / x)));
  const [n, m] = [a.length, b.length];
  const tail = (1 - CONFIDENCE) / 2;
  let k = 0;
  if (n + m <= EXACT) while (k < (n * m) / 2 - 1 && exactBelow(n, m, k) <= tail) k++;
  else k = Math.max(0, Math.floor((n * m) / 2 - NORMAL_975 * Math.sqrt((n * m * (n + m + 1)) / 12)));
  const at = Math.max(0, k - 1);
  return { value: median(all), spread: { low: all[at]!, high: all[all.length - 1 - at]! } };
}

/** Cliff's delta: in how many more pairs b is larger than a than smaller, as a part of all pairs; from -1, all smaller, to 1. */
export function cliff(a: readonly number[], b: readonly number[]): number {
  let more = 0;
  for (const x of a) for (const y of b) more += Math.sign(y - x);
  return more / (a.length * b.length);
}

/** How many equal samples there are of each value, in order. */
function tieSizes(all: readonly number[]): number[] {
  const sizes: number[] = [];
  all.forEach((v, i) => {
    if (i && v === all[i - 1]) sizes[sizes.length - 1]!++;
    else sizes.push(1);
  });
  return sizes;
}

/** Part of all orders of n and m samples in which U is at most `most`: orders by U, one sample after the other. */
function exactBelow(n: number, m: number, most: number): number {
  const known = new Map<string, number>();
  // Ways in which i of one and j of the other have U = u; the largest sample is of one or of the other.
  const ways = (i: number, j: number, u: number): number => {
    if (u < 0) return 0;
    if (i === 0 || j === 0) return u === 0 ? 1 : 0;
    const key = `${i} ${j} ${u}`;
    let count = known.get(key);
    if (count === undefined) known.set(key, (count = ways(i - 1, j, u - j) + ways(i, j - 1, u)));
    return count;
  };
  let below = 0;
  let orders = 1;
  for (let u = 0; u <= most; u++) below += ways(n, m, u);
  for (let i = 1; i <= n; i++) orders = (orders * (m + i)) / i;
  return below / orders;
}
