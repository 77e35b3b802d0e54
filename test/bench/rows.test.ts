import { describe, expect, it } from 'vitest';
import { least, meanRow, most, number, reached, row } from '../../bench/support/rows.js';

const image = [2, 4, 6, 8, 10];
const native = [1, 4, 2, 8, 20];

describe('a row of samples', () => {
  it('has medians of both, and the median of the ratios turn by turn', () => {
    // Ratios 2 1 3 1 0.5: their median is 1, that of medians would be 6 / 4.
    const made = row({ name: 'x', unit: 'ns', image, native });
    expect(made).toMatchObject({ image: 6, native: 4, value: 1, ratio: true, spread: { low: 0.5, high: 3 } });
    expect(made.samples).toEqual({ image, native });
  });

  it('scales both, which leaves the ratio alone', () => {
    const made = row({ name: 'x', unit: 'µs', image, native, scale: 1e-3 });
    expect([made.image, made.native, made.value]).toEqual([0.006, 0.004, 1]);
  });

  it('has no ratio where nothing is native, and nothing at all where the image failed', () => {
    expect(row({ name: 'x', unit: 'ns', image, native: null })).toMatchObject({ image: 6, native: null, value: null });
    expect(row({ name: 'x', unit: 'ns', image: null, native })).toMatchObject({ image: null, native: 4, value: null });
    expect(row({ name: 'x', unit: 'ns', image: undefined }).samples).toBeUndefined();
  });

  it('states the median of the image where that is what the bar is for', () => {
    const made = row({ name: 'x', unit: 'ns', image, native, value: 'image', bar: most(5, '≤ 5 ns') });
    expect(made.value).toBe(6);
    expect(made.ratio).toBeUndefined();
    expect(reached(made)).toBe(false);
  });

  it('says that it is too noisy when the interval reaches further than a tenth', () => {
    const ones = [1, 1, 1, 1, 1, 1, 1];
    const calm = row({ name: 'x', unit: 'ns', image: [1, 1.01, 1.02, 0.99, 1, 1, 1.05], native: ones });
    const wild = row({ name: 'x', unit: 'ns', image: [1, 1.5, 1.02, 0.6, 1, 1.4, 0.7], native: ones });
    expect(calm.noise).toBeUndefined();
    expect(wild.noise).toMatch(/too noisy/);
  });

  it('the mean of rows is geometric, and leaves rows without a ratio out', () => {
    const rows = [
      row({ name: 'a', unit: 'ns', image: [4, 4], native: [1, 1] }),
      row({ name: 'b', unit: 'ns', image: [1, 1], native: [1, 1] }),
      row({ name: 'c', unit: 'ns', image: [1, 1] }),
    ];
    expect(meanRow('mean', rows).value).toBeCloseTo(2, 12);
    expect(meanRow('mean', []).value).toBeNull();
  });
});

describe('bars', () => {
  it('are reached by the value as it is printed', () => {
    expect(reached({ value: 0.7004, bar: most(0.7) })).toBe(true);
    expect(reached({ value: 0.7006, bar: most(0.7) })).toBe(false);
    expect(reached({ value: 2.996, bar: least(3) })).toBe(true);
    expect(reached({ value: null, bar: least(3) })).toBeNull();
    expect(reached({ value: 1, bar: null })).toBeNull();
  });

  it('are printed as they are meant', () => {
    expect([most(0.7).text, most(1).text, most(1.15).text, least(2).text]).toEqual([
      '≤ 0.7×',
      '≤ 1.0×',
      '≤ 1.15×',
      '≥ 2×',
    ]);
  });

  it('numbers have three digits, large ones all of theirs', () => {
    expect([number(1234.5), number(12.345), number(0.01234), number(null)]).toEqual(['1235', '12.3', '0.0123', '–']);
  });
});
