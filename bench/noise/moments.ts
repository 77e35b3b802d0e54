// Moments of a distribution.
import { mean } from '../support/statistics.js';

export interface Moments {
  readonly count: number;
  readonly mean: number;
  /** Of a sample: n - 1 in the denominator. */
  readonly sigma: number;
  /** m3 / m2^1.5 with central moments m over n; 0 where all values are equal. */
  readonly skewness: number;
  /** m4 / m2² - 3: 0 for a normal distribution. */
  readonly kurtosis: number;
  readonly least: number;
  readonly most: number;
}

export function moments(values: readonly number[]): Moments {
  const n = values.length;
  const middle = mean(values);
  let [m2, m3, m4, least, most] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    const d = value - middle;
    m2 += d * d;
    m3 += d ** 3;
    m4 += d ** 4;
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const flat = m2 === 0;
  return {
    count: n,
    mean: middle,
    sigma: n > 1 ? Math.sqrt(m2 / (n - 1)) : 0,
    skewness: flat ? 0 : m3 / n / (m2 / n) ** 1.5,
    kurtosis: flat ? 0 : m4 / n / (m2 / n) ** 2 - 3,
    least,
    most,
  };
}
