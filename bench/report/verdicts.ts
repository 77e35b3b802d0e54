// What rows say about an image beside its baseline: only an interval that leaves out 1 tells that there is a difference.
import type { Interval, Row } from '../model.js';

export type Verdict = 'better' | 'alike' | 'worse';

export function verdictOf(spread: Interval | undefined, better: Row['better']): Verdict {
  if (!spread || (spread.low <= 1 && spread.high >= 1)) return 'alike';
  return spread.high < 1 === (better !== 'more') ? 'better' : 'worse';
}

/** Of the rows with a ratio and an interval. */
export function counted(rows: readonly Row[]): Record<Verdict, number> {
  const counts = { better: 0, alike: 0, worse: 0 };
  for (const { ratio, value, spread, better } of rows) {
    if (ratio && value !== null && spread) counts[verdictOf(spread, better)]++;
  }
  return counts;
}
