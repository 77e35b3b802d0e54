import { describe, expect, it } from 'vitest';
import { quantity, rowCells } from '../../bench/report/cells.js';
import { counted, verdictOf } from '../../bench/report/verdicts.js';
import { figure, meanRow, most, row } from '../../bench/support/rows.js';

const near = (middle: number): number[] => [0.98, 0.99, 1, 1.01, 1.02, 0.995, 1.005].map((part) => part * middle);
const ones = near(1).map(() => 1000);

describe('what a row says', () => {
  it('each figure in the unit that fits it, and whom the image is compared with', () => {
    const made = row({ name: 'x', unit: 'ns', image: near(12.5), native: ones, against: 'MPICH', bar: most(0.5) });
    expect(rowCells(made)).toMatchObject({
      image: '12.5 ns',
      baseline: '1.00 µs',
      against: 'MPICH',
      value: '0.0125×',
      bar: '≤ 0.5×',
      verdict: 'yes',
    });
    expect(rowCells(row({ name: 'x', unit: 'ns', image: near(12.5), native: ones })).against).toBe('native');
  });

  it('nothing of what is not there: no baseline has no name, and an own figure is not said twice', () => {
    expect(rowCells(row({ name: 'x', unit: 'ns', image: near(2500), native: null, against: 'MPICH' }))).toMatchObject({
      image: '2.50 µs',
      baseline: '',
      against: '',
      value: '',
    });
    expect(rowCells(figure('size', 2048, 'KiB'))).toMatchObject({ image: '2.00 MiB', value: '', spread: '' });
  });

  it('a mean of ratios has the name of those that it is the mean of', () => {
    const rows = [row({ name: 'x', unit: 'ns', image: near(500), native: ones, against: 'libgomp' })];
    expect(rowCells(meanRow('mean', rows))).toMatchObject({
      image: '',
      baseline: '',
      against: 'libgomp',
      value: '0.500×',
    });
  });

  it.each([
    [45_100, '1/s', '45100 /s'],
    [1.35, '×', '1.35×'],
    [0.73, '%', '0.730 %'],
    [null, 'ns', ''],
  ])('%s in %s is "%s"', (value, unit, text) => {
    expect(quantity(value, unit)).toBe(text);
  });
});

describe('better and worse', () => {
  it('are told by an interval that leaves out 1 alone', () => {
    expect(verdictOf({ low: 0.5, high: 0.9 }, 'less')).toBe('better');
    expect(verdictOf({ low: 0.5, high: 0.9 }, 'more')).toBe('worse');
    expect(verdictOf({ low: 1.1, high: 2 }, undefined)).toBe('worse');
    expect(verdictOf({ low: 0.9, high: 1.1 }, 'less')).toBe('alike');
    expect(verdictOf(undefined, 'less')).toBe('alike');
    expect(
      counted([
        row({ name: 'a', unit: 'ns', image: near(500), native: ones }),
        row({ name: 'b', unit: 'ns', image: near(1000), native: ones }),
        row({ name: 'c', unit: 'ns', image: near(500), native: ones, better: 'more' }),
        figure('d', 1, 'KiB'),
      ]),
    ).toEqual({ better: 1, alike: 1, worse: 1 });
  });
});
