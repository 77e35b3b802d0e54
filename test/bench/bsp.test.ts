import { describe, expect, it } from 'vitest';
import { distance } from '../../bench/bsp/bsp';
import { argument, kinds, simulated } from '../../bench/bsp/kinds';
import { expectedMaximum, harmonic, maximumOfExponentials, maximumOfHits } from '../../bench/bsp/maxima';
import { traceOf } from '../../bench/bsp/own';
import { exponential, random } from '../../bench/bsp/random';
import { delaysOf, efficiency, efficiencyOfDraws, timeOf } from '../../bench/bsp/simulation';

describe('the longest of n delays', () => {
  it('of exponential ones is the mean times a harmonic number', () => {
    expect(harmonic(1)).toBe(1);
    expect(harmonic(4)).toBeCloseTo(25 / 12, 12);
    expect(maximumOfExponentials(3, 2)).toBeCloseTo(4.5, 12);
    // ln n + Euler's constant + 1 / 2n.
    expect(harmonic(1000)).toBeCloseTo(Math.log(1000) + 0.5772156649 + 1 / 2000, 6);
  });

  it('of hits is the delay, unless all are spared', () => {
    expect(maximumOfHits(0.5, 8, 1)).toBe(4);
    expect(maximumOfHits(0.5, 8, 3)).toBe(7);
    expect(maximumOfHits(0.1, 1, 10_000)).toBeCloseTo(1, 12);
  });

  it('of measured ones counts each by the probability to be the longest', () => {
    expect(expectedMaximum([5], 100)).toBe(5);
    expect(expectedMaximum([2, 0], 1)).toBe(1);
    // 0 with 1/4, 2 with 3/4.
    expect(expectedMaximum([2, 0], 2)).toBe(1.5);
    // Largest of two of 1, 2, 3: 1 of 9 ways is 1, 3 are 2, 5 are 3.
    expect(expectedMaximum([3, 1, 2], 2)).toBeCloseTo((1 + 6 + 15) / 9, 12);
    const hits = [...Array(90).fill(0), ...Array(10).fill(7)] as number[];
    expect(expectedMaximum(hits, 20)).toBeCloseTo(maximumOfHits(0.1, 7, 20), 9);
  });

  it('of draws from an exponential distribution is that of the closed form', () => {
    const draw = random(3);
    const delays = Array.from({ length: 100_000 }, () => exponential(draw, 2));
    for (const n of [1, 8, 64]) expect(expectedMaximum(delays, n) / maximumOfExponentials(2, n)).toBeCloseTo(1, 1);
  });
});

describe('simulation', () => {
  const program = { ranks: 4, steps: 10, work: 100, collective: 5 };

  it('without noise takes work and collective operations', () => {
    expect(timeOf(program, { kind: 'none' }, random(1))).toBe(1050);
    expect(efficiency(program, { kind: 'none' }, random(1))).toBe(1);
  });

  it('of one rank loses what detours take, whatever their grain', () => {
    for (const period of [37, 1000, 20_000]) {
      const one = { ranks: 1, steps: 20_000, work: 100, collective: 0 };
      expect(efficiency(one, { kind: 'fixed', period, duration: period / 20 }, random(2))).toBeCloseTo(0.95, 2);
      expect(efficiency(one, { kind: 'exponential', period, duration: period / 20 }, random(2))).toBeCloseTo(0.95, 1);
    }
  });

  it('of very many ranks with rare detours loses a whole detour in every step', () => {
    const many = { ranks: 2000, steps: 40, work: 100, collective: 0 };
    // Of 2000 phases in a period of 10,000 some lie in every step, so each step takes 100 + 50.
    expect(efficiency(many, { kind: 'fixed', period: 10_000, duration: 50 }, random(3))).toBeCloseTo(100 / 150, 2);
  });

  it('of some ranks with rare short detours loses by the chance that anyone is hit', () => {
    // A step of 100 meets a detour of 1 in a period of 10,000 with the probability 0.01.
    const some = { ranks: 50, steps: 20_000, work: 100, collective: 0 };
    const found = efficiency(some, { kind: 'fixed', period: 10_000, duration: 1 }, random(4));
    expect(1 / found - 1).toBeCloseTo(maximumOfHits(0.01, 1, 50) / 100, 3);
  });

  it('does not charge what falls into waiting', () => {
    // The collective operation fills the time until the next detours: two regular ranks with the same phase meet them while they wait.
    const trace = { kind: 'trace', detours: [{ at: 0, duration: 50 }], span: 100 } as const;
    const waiting = { ranks: 1, steps: 100, work: 50, collective: 50 };
    expect(timeOf(waiting, trace, () => 0.5)).toBe(100 * 100);
  });

  it('agrees with order statistics where steps have no memory', () => {
    const noise = { kind: 'exponential', period: 1000, duration: 20 } as const;
    const delays = delaysOf(200, noise, 50_000, random(5));
    for (const ranks of [1, 8, 64]) {
      const run = efficiency({ ranks, steps: 4000, work: 200, collective: 0 }, noise, random(6));
      expect(efficiencyOfDraws(200, delays, ranks)).toBeCloseTo(run, 1);
    }
  });
});

describe('the suite', () => {
  it('tells the program its noises in microseconds', () => {
    expect(kinds.map(argument)).toEqual([
      'fixed:1000:25',
      'fixed:10000:250',
      'fixed:100000:2500',
      'exponential:10000:250',
      'fixed:10000:1000',
    ]);
  });

  it('simulates points with ranges around them, the same every time', () => {
    const [ranks, value, low, high] = simulated(kinds[2]!.noise, 64, 1000);
    expect(ranks).toBe(64);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    expect(simulated(kinds[2]!.noise, 64, 1000)[1]).toBe(value);
    // A step of 1000 and a detour of 2500 in nearly every one.
    expect(simulated(kinds[2]!.noise, 4096, 1000)[1]).toBeGreaterThan(100 * (1000 / 3500) - 1);
    expect(simulated(kinds[2]!.noise, 4096, 1000)[1]).toBeLessThan(100 * (1000 / 3500) + 2);
  });

  it('takes traces of several runs one behind the other, and from each gap what it took beyond the shortest', () => {
    const runs = [
      { detours: [{ at: 1000, ns: 530 }], detourRunNs: 10_000, detourShortestNs: 30 },
      { detours: [{ at: 2000, ns: 1040 }], detourRunNs: 20_000, detourShortestNs: 40 },
    ];
    expect(traceOf(runs)).toEqual({
      kind: 'trace',
      detours: [
        { at: 1, duration: 0.5 },
        { at: 12, duration: 1 },
      ],
      span: 30,
    });
  });

  it('finds the largest distance of measured from simulated points', () => {
    expect(
      distance(
        [
          [
            [1, 97],
            [2, 90],
          ],
          [[1, 80]],
        ],
        (k, n) => (k ? 81 : 100 - 4 * n),
      ),
    ).toBe(2);
  });
});
