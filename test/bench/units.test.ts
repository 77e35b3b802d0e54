import { describe, expect, it } from 'vitest';
import { fit } from '../../bench/report/units.js';

const fitted = (value: number, unit: string): string => {
  const { unit: to, factor } = fit(value, unit);
  return `${Number((value * factor).toPrecision(6))} ${to}`;
};

describe('units that fit', () => {
  it.each([
    [5_852_797, 'ns', '5.8528 ms'],
    [999.4, 'ns', '999.4 ns'],
    [999.6, 'ns', '0.9996 µs'],
    [0.25, 'ns', '0.25 ns'],
    [0.0125, 'ms', '12.5 µs'],
    [2500, 'ms', '2.5 s'],
    [-1500, 'µs', '-1.5 ms'],
    [41 * 1024, 'KiB', '41 MiB'],
    [0.5, 'KiB', '512 B'],
    [23_000, 'MB/s', '23 GB/s'],
    [0, 'ms', '0 ms'],
    [1500, '%', '1500 %'],
    [45_100, '1/s', '45100 1/s'],
  ])('%d %s are %s', (value, unit, text) => {
    expect(fitted(value, unit)).toBe(text);
  });
});
