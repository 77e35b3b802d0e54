import { describe, expect, it } from 'vitest';
import { compareReports, comparisonText, regressions } from '../../bench/report/compare.js';
import { figure, row } from '../../bench/support/rows.js';
import { calmRow, report, suiteReport } from './fixture.js';

const compared = (old: ReturnType<typeof calmRow>, now: ReturnType<typeof calmRow>) =>
  compareReports(report([suiteReport('s', [old])]), report([suiteReport('s', [now])]));

describe('comparing two reports', () => {
  it('a median that surely got worse is a regression beyond the given part only', () => {
    const comparison = compared(calmRow('a', 100), calmRow('a', 120));
    expect(comparison.changes).toHaveLength(1);
    expect(comparison.changes[0]).toMatchObject({ unit: '×', old: 1, now: 1.2 });
    expect(comparison.changes[0]!.worse).toBeCloseTo(0.2, 6);
    expect(comparison.changes[0]!.chance).toBeLessThan(0.001);
    expect(regressions(comparison, 0.1)).toHaveLength(1);
    expect(regressions(comparison, 0.25)).toHaveLength(0);
    expect(comparisonText(comparison, 'old.json')).toMatch(
      /s: a +1\.00× +1\.20× +\+20\.0 % +\+1\d\.\d % to \+2\d\.\d % +1\.00 large +<0\.001 +WORSE/,
    );
  });

  it('an improvement is none', () => {
    const comparison = compared(calmRow('a', 100), calmRow('a', 80));
    expect(regressions(comparison, 0)).toEqual([]);
    expect(comparisonText(comparison, 'old.json')).toMatch(/−20\.0 %.*better/);
  });

  it('of rates, less is worse', () => {
    const comparison = compared(calmRow('a', 100, 'more'), calmRow('a', 50, 'more'));
    expect(comparison.changes[0]!.worse).toBeCloseTo(1, 6);
    expect(regressions(comparison, 0.5)).toHaveLength(1);
    expect(regressions(compared(calmRow('a', 50, 'more'), calmRow('a', 100, 'more')), 0)).toEqual([]);
  });

  it('what may be chance, and what was measured amid noise, is no regression', () => {
    const ones = [1, 1, 1, 1, 1, 1, 1];
    const near = row({ name: 'a', unit: 'ns', image: [1, 1.01, 1.02, 0.99, 1, 1.03, 0.98], native: ones });
    const alike = row({ name: 'a', unit: 'ns', image: [1.01, 1.02, 1.025, 0.995, 1.005, 1.035, 0.985], native: ones });
    expect(regressions(compared(near, alike), 0)).toEqual([]);
    expect(comparisonText(compared(near, alike), 'o')).toContain('may be chance');
    const wild = row({ name: 'a', unit: 'ns', image: [5, 9, 5, 14, 5, 6, 22], native: ones });
    expect(regressions(compared(near, wild), 0)).toEqual([]);
    expect(comparisonText(compared(near, wild), 'o')).toContain('too noisy to tell');
  });

  it('without native samples the image is compared with itself', () => {
    const of = (middle: number) =>
      row({ name: 'a', unit: 'ns', image: [1, 1.01, 0.99, 1, 1.02, 0.98].map((v) => v * middle) });
    const comparison = compared(of(50), of(60));
    expect(comparison.changes[0]).toMatchObject({ unit: 'ns', old: 50, now: 60 });
    expect(regressions(comparison, 0.1)).toHaveLength(1);
  });

  it('a figure without samples is shown, and never fails', () => {
    const comparison = compared(figure('size', 40, 'KiB'), figure('size', 80, 'KiB'));
    expect(comparison.changes[0]).toMatchObject({ old: 40, now: 80, chance: null });
    expect(regressions(comparison, 0)).toEqual([]);
  });

  it('tells what only one has, but not suites that were not measured now', () => {
    const old = report([
      suiteReport('s', [calmRow('a', 1), calmRow('gone', 1)]),
      suiteReport('other', [calmRow('b', 1)]),
    ]);
    const now = report([suiteReport('s', [calmRow('a', 1), calmRow('new', 1)])]);
    const { onlyOld, onlyNow } = compareReports(old, now);
    expect([onlyOld, onlyNow]).toEqual([['s: gone'], ['s: new']]);
  });

  it('remarks on another machine', () => {
    const now = report([suiteReport('s', [calmRow('a', 1)])]);
    now.environment = { ...now.environment, cpu: 'Another CPU', cpus: [0] };
    const { remarks } = compareReports(report([suiteReport('s', [calmRow('a', 1)])]), now);
    expect(remarks).toEqual(['cpu: A CPU then, Another CPU now', 'CPUs: 2 then, 1 now']);
  });
});
