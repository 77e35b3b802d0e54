// Formulas of the noise suite against values computed by hand.
import { describe, expect, it } from 'vitest';
import { column, counted, traced } from '../../bench/noise/counts.js';
import {
  added,
  binOf,
  binStart,
  cumulated,
  detourOverhead,
  exceeding,
  gapPercent,
  gapsOf,
  quantileOf,
} from '../../bench/noise/gaps.js';
import { moments } from '../../bench/noise/moments.js';
import { amplitudes, spectrum, transform } from '../../bench/noise/spectrum.js';
import { partsOf } from '../../bench/noise/table.js';
import { readTrace, type Trace } from '../../bench/noise/trace.js';

describe('moments', () => {
  it('are those of 2 4 4 4 5 5 7 9', () => {
    // Mean 5; squares of deviations 9 1 1 1 0 0 4 16 = 32; cubes -27 -1 -1 -1 8 64 = 42; fourth powers 81 1 1 1 16 256 = 356.
    const m = moments([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(m).toMatchObject({ count: 8, mean: 5, least: 2, most: 9 });
    expect(m.sigma).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(m.skewness).toBeCloseTo(42 / 8 / 8, 12); // m2 = 4, m2^1.5 = 8
    expect(m.kurtosis).toBeCloseTo(356 / 8 / 16 - 3, 12);
  });

  it('are 0 beside the mean where all values are equal', () => {
    expect(moments([3, 3, 3])).toMatchObject({ mean: 3, sigma: 0, skewness: 0, kurtosis: 0 });
    expect(moments([3])).toMatchObject({ mean: 3, sigma: 0 });
  });
});

describe('the spectrum', () => {
  it('transforms an impulse to ones and 1 2 3 4 to 10 -2+2i -2 -2-2i', () => {
    const [re, im] = [Float64Array.of(1, 0, 0, 0), new Float64Array(4)];
    transform(re, im);
    expect([...re, ...im]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
    const [a, b] = [Float64Array.of(1, 2, 3, 4), new Float64Array(4)];
    transform(a, b);
    expect([...a].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([10, -2, -2, -2]);
    expect([...b].map((v) => Math.round(v * 1e9) / 1e9)).toEqual([0, 2, 0, -2]);
  });

  const sine = (amplitude: number, cycles: number, n = 64) =>
    Array.from({ length: n }, (_, i) => 100 + amplitude * Math.sin((2 * Math.PI * cycles * i) / n));

  it('has the amplitude of a sine in its bin, half of it beside, nothing elsewhere', () => {
    const a = amplitudes(sine(7, 8));
    expect(a).toHaveLength(32);
    expect(a[7]).toBeCloseTo(7, 9);
    expect(a[6]).toBeCloseTo(3.5, 9);
    expect(a[8]).toBeCloseTo(3.5, 9);
    expect(Math.max(...a.filter((_, i) => i < 6 || i > 8))).toBeLessThan(1e-9);
  });

  it('has half the sampling frequency as last bin, with its whole amplitude', () => {
    const a = amplitudes(Array.from({ length: 16 }, (_, i) => (i % 2 ? -3 : 3)));
    expect(a.at(-1)).toBeCloseTo(3, 9);
  });

  it('tells frequencies in Hz and averages squares over runs', () => {
    // 64 samples of 0.5 ms: 8 cycles in 32 ms are 250 Hz.
    const points = spectrum([sine(6, 8), sine(8, 8)], 500_000);
    expect(points[7]![0]).toBe(250);
    expect(points[7]![1]).toBeCloseTo(Math.sqrt((36 + 64) / 2), 9);
    expect(points.at(-1)![0]).toBe(1000);
    expect(spectrum([], 500_000)).toEqual([]);
    expect(amplitudes([1, 2, 3])).toEqual([]);
  });
});

describe('gaps', () => {
  const gaps = gapsOf([10, 200, 1000, 5000, 9000, 300]);

  it('make per cents of time above the threshold', () => {
    expect(gaps[1]).toEqual({ at: 1000, ns: 5000 });
    expect(gapPercent(gaps, 100_000, 299)).toBeCloseTo(5.3, 12);
    expect(gapPercent(gaps, 100_000, 300)).toBeCloseTo(5, 12);
    expect(gapPercent([], 100_000, 300)).toBe(0);
  });

  it('make detours cost what they took beyond the shortest step', () => {
    expect(detourOverhead(gaps, 100_000, 20)).toBeCloseTo((5500 - 60) / 1000, 12);
  });

  it('are counted in bins that begin where the last ends', () => {
    // 63 is the last value with a bin of its own; 64 and 65 share one.
    expect([0, 31, 32, 63, 64, 65, 95, 96].map(binStart)).toEqual([0, 31, 32, 63, 64, 66, 126, 128]);
    for (const bin of [0, 5, 31, 32, 63, 64, 65, 300, 1000]) {
      expect(binOf(binStart(bin))).toBe(bin);
      expect(binOf(binStart(bin + 1) - 1)).toBe(bin);
    }
    const counts = Array<number>(100).fill(0);
    counts[40] = 3; // 40 ns
    counts[64] = 1; // 64 and 65 ns
    expect(cumulated(counts)).toEqual([
      [41, 0.75],
      [66, 1],
    ]);
    expect(quantileOf(counts, 0.75)).toBe(41);
    expect(quantileOf(counts, 0.76)).toBe(66);
    expect(quantileOf([0, 0], 0.5)).toBeNull();
    counts[97] = 2; // from 132 ns on
    expect(exceeding(counts)).toEqual([
      [40, 6],
      [64, 3],
      [132, 2],
    ]);
    expect(exceeding([])).toEqual([]);
    expect(added([[1, 2], [3], []])).toEqual([4, 2]);
  });
});

describe('what Linux counts', () => {
  const interrupts = (timer: number, nmi: number) =>
    `           CPU0       CPU1       \n  1:          7          9   IO-APIC   1-edge      i8042\nNMI:          0 ${nmi}   Non-maskable interrupts\nLOC:       5000 ${timer}   Local timer interrupts\nERR:          3\n`;
  const texts = (n: number, list = '1') => ({
    'self/task/%d/status': `Name:\tx\nCpus_allowed_list:\t${list}\nvoluntary_ctxt_switches:\t${n}\nnonvoluntary_ctxt_switches:\t${2 * n}\n`,
    'self/task/%d/schedstat': `${n} ${3 * n} 7\n`,
    stat: `cpu  1 2 3 4 5 6 7 8 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\ncpu1 0 0 0 0 0 0 0 ${n} 0 0\n`,
    interrupts: interrupts(n, 2 * n),
    softirqs: `                    CPU0       CPU1       \n          HI:          1          2\n       TIMER:          5          ${n}\n`,
  });

  it('is read by column', () => {
    expect(column(interrupts(40, 2), 1, (label) => label !== 'NMI' && label !== 'ERR')).toBe(49);
    expect(column(interrupts(40, 2), 0, (label) => label === 'LOC')).toBe(5000);
    expect(column(interrupts(40, 2), 2, () => true)).toBeNull();
    expect(column(undefined, 1, () => true)).toBeNull();
  });

  it('is the difference of two readings', () => {
    expect(counted(texts(10), texts(15))).toEqual({
      cpu: 1,
      voluntary: 5,
      involuntary: 10,
      waitNs: 15,
      nmi: 10,
      irq: 5,
      timer: 5,
      softirq: 5,
      steal: 5,
    });
  });

  it('is unknown by CPU for a thread that is not bound, and unknown where there is no /proc', () => {
    expect(counted(texts(10, '0-1'), texts(15, '0-1'))).toMatchObject({
      cpu: null,
      voluntary: 5,
      irq: null,
      nmi: null,
      softirq: null,
      steal: null,
    });
    expect(Object.values(counted({}, {}))).toEqual(Array(9).fill(null));
  });

  it("counts V8's collections and compilations", () => {
    expect(
      traced([
        '[14602:0x1564ec00]      121 ms: Scavenge 4.4 (4.5) -> 3.7 (5.5) MB, 4.38 / 0.00 ms  (average mu = 1.000) allocation failure; ',
        '[99:0x7f0000]   45 ms: Mark-Compact 4.4 (4.5) -> 3.7 (5.5) MB, 4.38 / 0.00 ms',
        '[marking 0x1 <JSFunction f> for optimization]',
        '[completed optimizing 0x1 <JSFunction f>, target TURBOFAN]',
      ]),
    ).toEqual({ collections: 2, compilations: 1 });
  });
});

describe('what noise is made of', () => {
  const quiet = { cpu: 1, voluntary: 0, involuntary: 0, nmi: 0, timer: 0, softirq: 0, steal: 0 };
  // Two turns of a second, 0.9 s of them hourglass, with 18 ms in gaps each.
  const turn = (waitNs: number | null, irq: number | null, loop = 0) =>
    ({
      gaps: [{ at: 0, ns: 18e6 }],
      runNs: 0.9e9,
      seconds: 1,
      loop,
      counts: { ...quiet, waitNs, irq },
    }) as unknown as Trace;

  it('is others having the CPU, and the rest by interrupts', () => {
    const parts = partsOf([turn(4e6, 250), turn(8e6, 250)], 300);
    expect(parts.noise).toBeCloseTo(2, 12);
    expect(parts.threads).toBeCloseTo(0.6, 12);
    expect(parts.rest).toBeCloseTo(1.4, 12);
    // 14 ms a second over 250 interrupts.
    expect(parts.each).toBeCloseTo(56, 9);
  });

  it("has a plain worker's event loop in it, and interrupts of no known number", () => {
    const parts = partsOf([turn(2e6, null, 0.01)], 300);
    expect(parts.loop).toBeCloseTo(1, 12);
    expect(parts.rest).toBeCloseTo(0.8, 12);
    expect(parts.each).toBeNull();
  });

  it('says by how much its parts exceed it, and is unknown where Linux tells nothing', () => {
    const parts = partsOf([turn(500e6, 250)], 300);
    expect(parts).toMatchObject({ rest: null, each: null });
    expect(parts.excess).toBeCloseTo(parts.threads! + parts.loop - parts.noise, 12);
    expect(parts.excess).toBeGreaterThan(0);
    expect(partsOf([turn(4e6, 250)], 300).excess).toBe(0);
    expect(partsOf([turn(null, null)], 300)).toMatchObject({ threads: null, rest: null, each: null });
  });
});

describe('a trace', () => {
  it('is read from a file of results and what V8 has said', () => {
    const file = [
      'hourglass.gaps 10 200 1000 5000',
      'hourglass.bins 0 5 1',
      'hourglass.facts 100000 20 0 50 123',
      'detour.detours 5 300',
      'detour.facts 100000 20 0 180',
      'ftq.work 5 6 5 6',
      'ftq.facts 500000 9',
      'fwq.times 40 41',
      'fwq.facts 600',
      'load 12.5',
      'seconds 2',
      'loop 0.5',
      'before stat cpu  1',
      'before stat cpu1 2',
      'after stat cpu  3',
      '',
    ].join('\n');
    const trace = readTrace(file, ['[1:0x1] 9 ms: Scavenge 1']);
    expect(trace).toMatchObject({
      runNs: 100000,
      shortestNs: 20,
      gaps: [
        { at: 10, ns: 200 },
        { at: 1000, ns: 5000 },
      ],
      bins: [0, 5, 1],
      detours: [{ at: 5, ns: 300 }],
      detourRunNs: 100000,
      detourShortestNs: 20,
      work: [5, 6, 5, 6],
      quantumNs: 500000,
      times: [40, 41],
      load: 12.5,
      seconds: 2,
      loop: 0.5,
      collections: 1,
      compilations: 0,
    });
    expect(() => readTrace('ftq.work 1\n', [])).toThrow(/hourglass/);
  });
});
