// The plot of a suite's ratios, made of its rows, and their mean.
import type { Plot, RatiosPlot, Row } from '../model.js';
import { geometricMean } from '../support/statistics.js';
import type { SuiteReport } from './document.js';

type Better = NonNullable<Row['better']>;

const labels: Readonly<Record<Better, string>> = {
  less: 'image / native, less is better',
  more: 'image / native, more is better',
};

function plotOf(rows: readonly Row[], better: Better): RatiosPlot[] {
  const bars = rows
    .filter((row) => row.ratio && row.value !== null && row.value > 0 && (row.better ?? 'less') === better)
    .map(({ name, value, spread, bar }) => {
      const wanted = bar?.most ?? bar?.least;
      return { name, value: value!, ...(spread ? { spread } : {}), ...(wanted === undefined ? {} : { bar: wanted }) };
    });
  const title = better === 'less' ? 'Ratios to the native program' : 'Ratios to the native program, of rates';
  const caption = 'Thin lines are 95 % confidence intervals, thick marks the bars that are wanted.';
  return bars.length ? [{ kind: 'ratios', title, caption, x: { label: labels[better] }, better, bars }] : [];
}

/** The suite's own plots, with those of its ratios before them unless it has one. */
export function plotsOf({ rows, plots }: Pick<SuiteReport, 'rows' | 'plots'>): readonly Plot[] {
  if (plots.some(({ kind }) => kind === 'ratios')) return plots;
  return [...plotOf(rows, 'less'), ...plotOf(rows, 'more'), ...plots];
}

/** Geometric mean of the ratios, those of rates turned over, so that less is better; null where there are none. */
export function meanRatio(rows: readonly Row[]): number | null {
  // Rows without samples are made of others.
  const known = rows.filter((row) => row.ratio && row.samples?.native && row.value !== null && row.value > 0);
  return known.length ? geometricMean(known.map((row) => (row.better === 'more' ? 1 / row.value! : row.value!))) : null;
}
