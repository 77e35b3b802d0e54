import { describe, expect, it } from 'vitest';
import type { Point, PointsPlot } from '../../bench/model.js';
import { domainOf, isBinary, isWhole, logTicks, scale, thin, tickText } from '../../bench/report/scales.js';

const plot = (points: readonly Point[], more: Partial<PointsPlot> = {}): PointsPlot => ({
  kind: 'scatter',
  title: 't',
  x: { label: 'x' },
  y: { label: 'y' },
  series: [{ name: 's', points }],
  ...more,
});

describe('ticks', () => {
  it('are whole powers, with parts between them where there is room', () => {
    expect(logTicks([10, 1e6], 8, 10)).toEqual([10, 100, 1000, 1e4, 1e5, 1e6]);
    expect(logTicks([25, 1500], 8, 10)).toEqual([50, 100, 200, 500, 1000]);
    expect(logTicks([0.2, 120], 8, 10)).toEqual([0.3, 1, 3, 10, 30, 100].map((v) => expect.closeTo(v, 9)));
    expect(logTicks([1, 1e12], 4, 10).length).toBeLessThanOrEqual(5);
    expect(logTicks([8, 1 << 20], 8, 2)).toEqual([8, 64, 512, 4096, 32768, 262144]);
  });

  it('there are some on an axis of less than a factor of two', () => {
    const ticks = logTicks([1.05, 1.55], 6, 10);
    expect(ticks.length).toBeGreaterThan(1);
    expect(ticks.every((v) => v >= 1.05 && v <= 1.55)).toBe(true);
  });

  it('are short, of bytes by powers of 1024', () => {
    expect([0, 0.5, 1, 999, 1000, 25_000, 3e6, 1e-6].map((v) => tickText(v))).toEqual([
      '0',
      '0.5',
      '1',
      '999',
      '1k',
      '25k',
      '3M',
      '1e-6',
    ]);
    expect([0.1, 20, 5000].map((v) => tickText(v, 'µs', true))).toEqual(['100 ns', '20 µs', '5 ms']);
    expect([512, 1024, 65536, 1 << 20].map((v) => tickText(v, 'bytes'))).toEqual(['512', '1K', '64K', '1M']);
  });

  it('go by powers of 2 for bytes and counts, not for times', () => {
    const points: Point[] = [
      [1, 1],
      [2, 1],
      [1024, 1],
    ];
    const on = (unit?: string) =>
      isBinary(plot(points, { x: { label: 'x', log: true, ...(unit ? { unit } : {}) } }), 'x');
    expect([on(), on('bytes'), on('ns')]).toEqual([true, true, false]);
    expect(isBinary(plot([[3, 1]], { x: { label: 'x', log: true } }), 'x')).toBe(false);
  });
});

describe('axes of counts', () => {
  const format = (made: Record<string, unknown>, value: number): string =>
    (made['tickFormat'] as (value: number) => string)(value);

  it('have ticks at whole numbers, and powers of 2 in full', () => {
    const threads = plot([
      [1, 5],
      [2, 5],
      [4, 5],
    ]);
    expect(isWhole(threads, 'x')).toBe(true);
    expect(isWhole(plot([[1.5, 5]]), 'x')).toBe(false);
    expect(scale(threads.x, [1, 4], 8, { whole: true })['ticks']).toEqual([1, 2, 3, 4]);
    expect(scale(threads.x, [0, 100], 8, { whole: true })['ticks']).toBe(8);
    expect(format(scale({ label: 'ranks', log: true }, [1, 8192], 8, { binary: true }), 1024)).toBe('1024');
    expect(format(scale({ label: 'size', unit: 'bytes', log: true }, [1, 8192], 8, { binary: true }), 1024)).toBe('1K');
  });
});

describe('the ends of an axis', () => {
  it('hold all values, and 0 where they nearly begin there', () => {
    expect(
      domainOf(
        plot([
          [5, 10],
          [9, 110],
        ]),
        'x',
      ),
    ).toEqual([5, 9]);
    expect(
      domainOf(
        plot([
          [5, 10],
          [9, 110],
        ]),
        'y',
      ),
    ).toEqual([0, 116]);
    expect(
      domainOf(
        plot([
          [0, 100],
          [1, 110],
        ]),
        'y',
      ),
    ).toEqual([99.4, 110.6]);
  });

  it('of bands hold the bands', () => {
    const [low, high] = domainOf(plot([[0, 10, 2, 30]], { kind: 'lines' }), 'y');
    expect(low).toBe(0);
    expect(high).toBeGreaterThan(30);
  });

  it('are above 0 on a logarithmic axis, and apart even for one value or none', () => {
    const log = { label: 'y', log: true };
    const [low] = domainOf(
      plot(
        [
          [0, 0],
          [1, 10],
        ],
        { y: log },
      ),
      'y',
    );
    expect(low).toBeGreaterThan(0);
    const [a, b] = domainOf(plot([[3, 3]]), 'x');
    expect(a).toBeLessThan(b);
    expect(domainOf(plot([], { x: log }), 'x')).toEqual([1, 10]);
  });

  it('are those that were given', () => {
    expect(domainOf(plot([[5, 10]], { x: { label: 'x', from: 0, to: 7 } }), 'x')).toEqual([0, 7]);
  });
});

describe('very many points', () => {
  const many = Array.from({ length: 10_000 }, (_, i): Point => [i, i === 5003 ? 1000 : i % 7]);

  it('become fewer, and what stands out stays', () => {
    for (const kind of ['series', 'scatter'] as const) {
      const fewer = thin(many, kind, 500);
      expect(fewer.length).toBeLessThan(1100);
      expect(fewer).toContainEqual([5003, 1000]);
    }
  });

  it('stay in their order, from the first part to the last point', () => {
    const xs = thin(many, 'series', 500).map(([x]) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(xs.at(-1)).toBe(9999);
    expect(thin(many.slice(0, 400), 'series', 500)).toHaveLength(400);
  });
});
