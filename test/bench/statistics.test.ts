import { describe, expect, it } from 'vitest';
import {
  cliff,
  deviation,
  factor,
  geometricMean,
  mannWhitney,
  median,
  medianDeviation,
  medianInterval,
  normal,
  quantile,
  quartiles,
  ratios,
} from '../../bench/support/statistics.js';

describe('quantiles', () => {
  it('the median is the middle sample, or the mean of the two in the middle', () => {
    expect(median([5])).toBe(5);
    expect(median([9, 1, 4])).toBe(4);
    expect(median([9, 1, 4, 6])).toBe(5);
  });

  it("quartiles lie between samples in proportion, as R's default", () => {
    // 1 + 3 × 0.25 = place 1.75 of 4 samples: 1 + 0.75 × (2 − 1)
    expect(quartiles([1, 2, 4, 8])).toEqual({ low: 1.75, high: 5 });
    expect(quartiles([1, 2, 3, 4, 5])).toEqual({ low: 2, high: 4 });
    expect(quantile([10, 20], 0.1)).toBeCloseTo(11);
  });

  it('the median deviation is the median of distances from the median', () => {
    // Median 2, distances 1 1 0 0 2 4 7 in their order 0 0 1 1 2 4 7
    expect(medianDeviation([1, 1, 2, 2, 4, 6, 9])).toBe(1);
  });

  it('does not change the order of what it is given', () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('means', () => {
  it('standard deviation of a sample, and geometric mean', () => {
    // Mean 5, squares 9 1 1 1 0 0 4 16 = 32, 32 / 7
    expect(deviation([2, 4, 4, 4, 5, 5, 7, 9])).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(deviation([4])).toBe(0);
    expect(geometricMean([1, 4, 16])).toBeCloseTo(4, 12);
  });

  it('ratios pair samples of the same turn, as many as both have', () => {
    expect(ratios([2, 9, 5], [1, 3])).toEqual([2, 3]);
  });
});

describe('the confidence interval of a median', () => {
  it('is the whole range where samples are too few for the confidence', () => {
    // 5 samples: 1 − 2/32 = 93.75 %
    expect(medianInterval([3, 1, 2, 5, 4])).toEqual({ low: 1, high: 5 });
    expect(medianInterval([7])).toEqual({ low: 7, high: 7 });
    expect(medianInterval([1, 2])).toEqual({ low: 1, high: 2 });
  });

  it('is interpolated between pairs of samples (Hettmansperger and Sheather)', () => {
    // 7 samples. Ends: 1 − 2 × 1/128 = 0.984375; one further in: 1 − 2 × 8/128 = 0.875.
    // Share (0.984375 − 0.95) / 0.109375 = 0.3142857; inward 6 × 0.3142857 / (1 + 5 × 0.3142857) = 0.7333333.
    const { low, high } = medianInterval([1, 2, 3, 4, 5, 6, 7]);
    expect(low).toBeCloseTo(1.7333333, 6);
    expect(high).toBeCloseTo(6.2666667, 6);
  });

  it('lies inside of the tenth and eleventh pair of 30 samples', () => {
    // P(at most 9 of 30 heads) = 0.02139, P(at most 10) = 0.04937: confidence 0.95722 and 0.90126.
    const { low, high } = medianInterval(Array.from({ length: 30 }, (_, i) => i + 1));
    const share = (0.957226 - 0.95) / (0.957226 - 0.901263);
    const inward = (20 * share) / (10 + 10 * share);
    expect(low).toBeCloseTo(10 + inward, 3);
    expect(high).toBeCloseTo(21 - inward, 3);
  });

  it('one wild sample of many does not widen it', () => {
    const calm = [10, 10.1, 10.2, 9.9, 10, 10.1, 9.8, 10, 10.2, 9.9, 10, 10.1];
    expect(medianInterval([...calm, 900]).high).toBeLessThan(10.3);
  });

  it('covers the median of a skewed distribution in 95 of 100 cases', () => {
    let state = 7;
    const uniform = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const TRIES = 4000;
    let covered = 0;
    for (let i = 0; i < TRIES; i++) {
      const { low, high } = medianInterval(Array.from({ length: 11 }, () => -Math.log(uniform())));
      if (low <= Math.LN2 && Math.LN2 <= high) covered++;
    }
    expect(covered / TRIES).toBeGreaterThan(0.935);
    expect(covered / TRIES).toBeLessThan(0.965);
  });
});

describe("Mann and Whitney's test", () => {
  it('gives the exact probability of few samples', () => {
    // All of 3 below all of 3: 1 order of 20, two-sided 2/20.
    expect(mannWhitney([1, 2, 3], [4, 5, 6])).toBeCloseTo(0.1, 12);
    // U = 1: 2 orders of 20.
    expect(mannWhitney([1, 2, 4], [3, 5, 6])).toBeCloseTo(0.2, 12);
    // 7 and 7, no overlap: 2/3432
    const low = [1, 2, 3, 4, 5, 6, 7];
    expect(
      mannWhitney(
        low,
        low.map((v) => v + 10),
      ),
    ).toBeCloseTo(2 / 3432, 12);
  });

  it('knows the classical example of the tortoises and hares', () => {
    // Finishing order T HHHHH TTTTT H: U of the tortoises is 11, of the hares 25.
    const tortoises = [1, 7, 8, 9, 10, 11];
    const hares = [2, 3, 4, 5, 6, 12];
    expect(mannWhitney(tortoises, hares)).toBeCloseTo(mannWhitney(hares, tortoises), 12);
    // 143 of 924 orders have U of at most 11.
    expect(mannWhitney(tortoises, hares)).toBeCloseTo((2 * 143) / 924, 12);
  });

  it('says that equal samples are chance', () => {
    expect(mannWhitney([1, 1, 1], [1, 1, 1])).toBe(1);
    expect(mannWhitney([], [1])).toBe(1);
    expect(mannWhitney([1, 2, 3, 4], [1, 2, 3, 4])).toBeGreaterThan(0.8);
  });

  it('takes the normal distribution for many', () => {
    const a = Array.from({ length: 30 }, (_, i) => i);
    // U = 0 of 900: mean 450, deviation √(900 × 61 / 12) = 67.64, z = −6.645
    expect(
      mannWhitney(
        a,
        a.map((v) => v + 100),
      ),
    ).toBeLessThan(1e-9);
    // Shifted by half a step: U = 435, z = (435 − 450 + 0.5) / 67.64 = −0.2144
    expect(
      mannWhitney(
        a,
        a.map((v) => v + 0.5),
      ),
    ).toBeCloseTo(2 * (1 - 0.58488), 3);
  });

  it('Hodges and Lehmann find the factor between two, with the range of quotients where there are few samples', () => {
    const a = [100, 101, 99, 102, 98, 100.5, 99.5];
    const b = a.map((v) => 2 * v);
    const { value, spread } = factor(a, b)!;
    expect(value).toBeCloseTo(2, 12);
    expect(spread.low).toBeGreaterThan(1.94);
    expect(spread.high).toBeLessThan(2.06);
    expect(spread.low).toBeLessThan(2);
    // 7 and 7: U is at most 8 in 66 of the 3432 orders, 1.92 %, and at most 9 in 2.65 %: the 9th quotients from both ends.
    const quotients = a.flatMap((x) => b.map((y) => y / x)).sort((x, y) => x - y);
    expect(spread).toEqual({ low: quotients[8], high: quotients[40] });
    expect(factor([1, 2], [3, 4])!.spread).toEqual({ low: 1.5, high: 4 });
    expect(factor([1, 0], [1, 2])).toBeNull();
    const many = Array.from({ length: 60 }, (_, i) => 100 + (i % 10));
    expect(factor(many, many)!.value).toBeCloseTo(1, 2);
  });

  it("Cliff's delta tells in how many more pairs the second is larger", () => {
    expect(cliff([1, 2, 3], [4, 5, 6])).toBe(1);
    expect(cliff([4, 5], [1, 2])).toBe(-1);
    // Of four pairs two are larger, one smaller, one equal.
    expect(cliff([1, 3], [3, 2])).toBe(0.25);
  });

  it('the normal distribution is right to six digits', () => {
    expect(normal(0)).toBeCloseTo(0.5, 6);
    expect(normal(1.959964)).toBeCloseTo(0.975, 6);
    expect(normal(-2.575829)).toBeCloseTo(0.005, 6);
  });
});
