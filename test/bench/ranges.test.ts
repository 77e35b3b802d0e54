import { describe, expect, it } from 'vitest';
import type { Suite } from '../../bench/model.js';
import { parametersOf, setting } from '../../bench/support/ranges.js';

const values = (text: string): readonly number[] => setting(text).values;

describe('values of a parameter', () => {
  it.each([
    ['n=3', [3]],
    ['n=1,2,5', [1, 2, 5]],
    ['threads=1..4', [1, 2, 3, 4]],
    ['t=0..10+5', [0, 5, 10]],
    ['t=0..9+5', [0, 5]],
    ['size=1K..1M*4', [1024, 4096, 16384, 65536, 262144, 1048576]],
    ['size=8..100*3', [8, 24, 72]],
    ['size=64K,1M..2M+1M', [65536, 1048576, 2097152]],
    ['noise=0.1..0.5+0.1', [0.1, 0.2, 0.30000000000000004, 0.4, 0.5]],
    ['noise=1e-3,0.5', [0.001, 0.5]],
    ['n=7..7', [7]],
    ['n=-2..1', [-2, -1, 0, 1]],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it.each([
    ['n', /NAME=VALUES/],
    ['=3', /NAME=VALUES/],
    ['2x=3', /NAME=VALUES/],
    ['n=', /a number/],
    ['n=1,,2', /a number/],
    ['n=many', /a number.*"many"/],
    ['n=1..', /LOW\.\.HIGH/],
    ['n=8..1', /smaller to the larger/],
    ['n=1..8*1', /factor above 1/],
    ['n=0..8*2', /beginning above 0/],
    ['n=1..8+0', /step above 0/],
    ['n=1..1G', /at most 1000 values/],
  ])('%s is refused in words', (text, message) => {
    expect(() => setting(text)).toThrow(message);
  });
});

const suite = (name: string, parameters: Suite['parameters']): Suite => ({
  name,
  title: name,
  about: name,
  seconds: 1,
  ...(parameters ? { parameters } : {}),
  run: () => Promise.resolve({ rows: [] }),
});

describe('parameters of suites', () => {
  const size = { help: 'bytes', default: [8, 64], least: 1, most: 1024 };
  const ranks = { help: 'ranks', default: [2], least: 1, most: 8 };
  const suites = [suite('one', { size }), suite('two', { size, ranks }), suite('none', undefined)];

  it('have their defaults unless they are set, in every suite that has them', () => {
    const all = parametersOf(suites, [setting('size=16,32')]);
    expect(all.get('one')).toEqual({ size: [16, 32] });
    expect(all.get('two')).toEqual({ size: [16, 32], ranks: [2] });
    expect(all.get('none')).toEqual({});
  });

  it('refuses names that no suite has, names given twice, and values outside', () => {
    expect(() => parametersOf(suites, [setting('sizes=1')])).toThrow(/-P sizes.*size, ranks/);
    expect(() => parametersOf([suites[2]!], [setting('size=1')])).toThrow(/none/);
    expect(() => parametersOf(suites, [setting('size=1'), setting('size=2')])).toThrow(/twice/);
    expect(() => parametersOf(suites, [setting('ranks=1..9')])).toThrow(/-P ranks.*from 1 to 8, got 9/);
  });
});
