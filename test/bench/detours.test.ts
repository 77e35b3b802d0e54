import { describe, expect, it } from 'vitest';
import { cpuWith, fixed, renewing, replay, share } from '../../bench/bsp/detours';
import { type Random, random } from '../../bench/bsp/random';

/** Draws that are given, in order. */
function drawing(...values: number[]): Random {
  return () => {
    const value = values.shift();
    if (value === undefined) throw new Error('expected no more draws');
    return value;
  };
}

describe('regular detours: 10 of every 100 from 0 on', () => {
  const finish = fixed(100, 10, 0);

  it('leaves work alone that lies between two', () => {
    expect(finish(20, 30)).toBe(50);
  });

  it('does not meet a detour that begins when the work ends, nor one that ends when it begins', () => {
    expect(finish(20, 80)).toBe(100);
    expect(finish(110, 5)).toBe(115);
  });

  it('waits for the end of one that lasts', () => {
    expect(finish(0, 1)).toBe(11);
    expect(finish(4, 20)).toBe(30);
    expect(finish(109, 1)).toBe(111);
  });

  it('adds each detour that is met', () => {
    // 80 until the detour at 100, which ends at 110, then the last one.
    expect(finish(20, 81)).toBe(111);
    // 90 a period: three periods of 90 and 30 of the fourth.
    expect(finish(10, 300)).toBe(10 + 300 + 3 * 10);
    expect(finish(0, 180)).toBe(10 + 180 + 10);
  });

  it('knows phases, and moments before them', () => {
    expect(fixed(100, 10, 50)(45, 10)).toBe(65);
    expect(fixed(100, 10, 50)(0, 40)).toBe(40);
    expect(fixed(100, 10, 95)(0, 40)).toBe(45);
  });
});

describe('a trace that comes again', () => {
  const trace = {
    kind: 'trace',
    detours: [
      { at: 10, duration: 5 },
      { at: 40, duration: 20 },
    ],
    span: 100,
  } as const;

  it('has the share of its time that its detours take', () => {
    expect(share(trace)).toBe(0.25);
    expect(share({ kind: 'fixed', period: 1000, duration: 25 })).toBe(0.025);
    expect(share({ kind: 'none' })).toBe(0);
  });

  it('is met in order, over and over', () => {
    const finish = replay(trace, 0);
    expect(finish(0, 10)).toBe(10);
    expect(finish(10, 5)).toBe(20);
    expect(finish(20, 30)).toBe(70);
    // 40 until 110, a detour of 5, 1 more.
    expect(finish(70, 41)).toBe(116);
    expect(finish(300, 11)).toBe(316);
  });

  it('begins within a detour if it must', () => {
    const finish = replay(trace, 50);
    expect(finish(0, 5)).toBe(15);
    // 110 of the trace is 60 here.
    expect(finish(15, 46)).toBe(66);
  });

  it('is the same as regular detours where it is regular', () => {
    const regular = { kind: 'trace', detours: [{ at: 0, duration: 10 }], span: 100 } as const;
    const [one, other] = [replay(regular, 30), fixed(100, 10, 70)];
    let now = 0;
    for (const work of [3, 66.5, 0.25, 250, 89, 90, 91, 1000, 20]) {
      const done = one(now, work);
      expect(done).toBeCloseTo(other(now, work), 9);
      now = done;
    }
  });

  it('without detours takes nothing', () => {
    expect(replay({ kind: 'trace', detours: [], span: 1 }, 0)(7, 3)).toBe(10);
  });
});

describe('exponential detours', () => {
  it('follow the draws: gap, duration, gap, duration', () => {
    const e = Math.exp;
    // Gaps of 10 × 1, 10 × 2; durations of 4 × 0.5, 4 × 3.
    const finish = renewing(10, 4, drawing(e(-1), e(-0.5), e(-2), e(-3), e(-1), e(-1)));
    expect(finish(0, 10)).toBeCloseTo(10, 9);
    expect(finish(10, 20)).toBeCloseTo(32, 9);
    expect(finish(33, 1)).toBeCloseTo(45, 9);
  });

  it('take their share of a long time', () => {
    const work = 1e6;
    const taken = cpuWith({ kind: 'exponential', period: 100, duration: 10 }, random(1))(0, work);
    expect(work / taken).toBeCloseTo(0.9, 2);
  });
});

describe('random numbers', () => {
  it('are the same for a seed, other ones for another, and even over (0, 1]', () => {
    const draws = (seed: number): number[] => {
      const draw = random(seed);
      return Array.from({ length: 10_000 }, draw);
    };
    const some = draws(7);
    expect(draws(7)).toEqual(some);
    expect(draws(8)).not.toEqual(some);
    expect(Math.min(...some)).toBeGreaterThan(0);
    expect(Math.max(...some)).toBeLessThanOrEqual(1);
    // Standard deviation of the mean: 1 / sqrt(12 × 10000) = 0.0029.
    expect(Math.abs(some.reduce((a, b) => a + b) / some.length - 0.5)).toBeLessThan(0.015);
    const below = some.filter((v) => v <= 0.1).length;
    expect(Math.abs(below - 1000)).toBeLessThan(150);
  });
});
