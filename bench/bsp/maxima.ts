// The longest of many delays: closed forms, and the expectation from measured delays.

/** 1 + 1/2 + … + 1/n. */
export function harmonic(n: number): number {
  let sum = 0;
  for (let i = n; i > 0; i--) sum += 1 / i;
  return sum;
}

/** Expected maximum of n exponentially distributed delays: their mean times the n-th harmonic number (A. Rényi, 1953). */
export const maximumOfExponentials = (mean: number, n: number): number => mean * harmonic(n);

/** Expected maximum where each of n is hit by a delay of one length with one probability: somebody is, unless all are spared. */
export const maximumOfHits = (probability: number, delay: number, n: number): number =>
  delay * (1 - (1 - probability) ** n);

/**
 * Expected maximum of n draws from measured delays: the i-th smallest of m is the largest with probability (i/m)^n - ((i-1)/m)^n.
 * @param delays at least one
 */
export function expectedMaximum(delays: readonly number[], n: number): number {
  const sorted = [...delays].sort((a, b) => a - b);
  const m = sorted.length;
  return sorted.reduce((sum, delay, i) => sum + delay * (((i + 1) / m) ** n - (i / m) ** n), 0);
}
