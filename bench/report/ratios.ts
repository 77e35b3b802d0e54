// Plots of ratios, made of rows, and which of a suite's own plots have something to draw.
import type { Plot, RatiosPlot, Row } from '../model.js';
import { USUAL } from './cells.js';
import type { Report, SuiteReport } from './document.js';
import { type KeyRow, keyRows } from './key-rows.js';
import { isDrawable, isPoints } from './scales.js';

type Bars = RatiosPlot['bars'];
type Better = NonNullable<Row['better']>;

/** Rows against somebody who gets a plot of his own; fewer stand together with others, with his name behind theirs. */
const OWN_PLOT = 8;
const HOW =
  'Points are medians, lines their 95 % confidence intervals, thick marks what is wanted. Blue is better than the baseline and red ' +
  'worse where the interval leaves out 1; what is grey may be as fast. Pale rows were too noisy.';

const labels: Readonly<Record<Better, string>> = {
  less: 'image / baseline: left of 1 the image is better',
  more: 'image / baseline, of rates: right of 1 the image is better',
};

export const rivalOf = (row: Row): string => row.against ?? USUAL;

/** A row's point, where it has a ratio that a logarithmic axis can show. */
export function barOf(row: Row, name = row.name): Bars {
  const { ratio, value, spread, bar, noise } = row;
  if (!ratio || value === null || !(value > 0)) return [];
  const wanted = bar?.most ?? bar?.least;
  return [
    {
      name,
      value,
      ...(spread ? { spread } : {}),
      ...(wanted === undefined ? {} : { bar: wanted }),
      ...(noise === undefined ? {} : { noisy: true }),
    },
  ];
}

function plot(title: string, better: Better, bars: Bars): RatiosPlot[] {
  const rates = better === 'more' ? ', rates' : '';
  return bars.length
    ? [{ kind: 'ratios', title: title + rates, x: { label: labels[better], log: true }, better, bars }]
    : [];
}

const named = (row: Row): string => {
  const rival = rivalOf(row);
  return rival === USUAL || row.name.includes(rival) ? row.name : `${row.name}, against ${rival}`;
};

function plotsOfRows(rows: readonly Row[], better: Better): RatiosPlot[] {
  const known = rows.filter((row) => (row.better ?? 'less') === better && barOf(row).length);
  const rivals = [...new Set(known.map(rivalOf))];
  const of = (rival: string): Row[] => known.filter((row) => rivalOf(row) === rival);
  const own = rivals.filter((rival) => rivals.length === 1 || of(rival).length >= OWN_PLOT);
  const rest = known.filter((row) => !own.includes(rivalOf(row)));
  return [
    ...own.flatMap((rival) =>
      plot(
        `Beside ${rival === USUAL ? 'the native program' : rival}`,
        better,
        of(rival).flatMap((row) => barOf(row, row.name.replace(`, against ${rival.replace('gcc -O3 ', '')}`, ''))),
      ),
    ),
    ...plot(
      own.length ? 'Beside others' : 'Beside the baselines',
      better,
      rest.flatMap((row) => barOf(row, named(row))),
    ),
  ];
}

/** Plots of the rows' ratios, then the suite's own without those and without series that have nothing to draw. */
export function plotsOf({ rows, plots }: Pick<SuiteReport, 'rows' | 'plots'>): readonly Plot[] {
  const own = plots.flatMap((one): Plot[] => {
    // Reports of earlier versions have plots of ratios, and kinds that are gone.
    if (one.kind === 'ratios' || !isPoints(one.kind)) return [];
    const there = one.series.filter(({ points }) => points.some((point) => isDrawable(one, point)));
    if (!there.length) return [];
    const missing = one.series.filter((series) => !there.includes(series)).map(({ name }) => name);
    const without = missing.length ? `Nothing to draw of: ${missing.join('; ')}.` : '';
    const caption = [one.caption, without].filter(Boolean).join(' ');
    return [{ ...one, series: there, ...(caption ? { caption } : {}) }];
  });
  return [...plotsOfRows(rows, 'less'), ...plotsOfRows(rows, 'more'), ...own];
}

/** Of a row of rates, turned over: less is better then, as of times. */
function turned({ row }: KeyRow): Row {
  if (row.better !== 'more' || row.value === null) return row;
  const { bar: wanted, spread, ...rest } = row;
  const over = (value: number): number => 1 / value;
  const least = wanted?.least ?? wanted?.most;
  return {
    ...rest,
    value: over(row.value),
    bar: wanted && least ? { most: over(least), text: wanted.text } : null,
    ...(spread ? { spread: { low: over(spread.high), high: over(spread.low) } } : {}),
  };
}

/** Key rows of all suites in one plot; null where none of them has a ratio. */
export function overviewPlot(report: Pick<Report, 'suites'>): RatiosPlot | null {
  const bars = keyRows(report).flatMap((key) => barOf(turned(key), `${key.label} · ${rivalOf(key.row)}`));
  return bars.length
    ? {
        kind: 'ratios',
        title: 'Images beside their baselines',
        caption: `${HOW} Rates are turned over, so that less is better everywhere. Names end with the baseline.`,
        x: { label: 'image / baseline: left of 1 the image is better', log: true },
        bars,
      }
    : null;
}
