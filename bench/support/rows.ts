// Rows of tables made of samples.
import type { Bar, Row } from '../model.js';
import { geometricMean, median, medianInterval, ratios } from './statistics.js';

/** The part of a value that its confidence interval may reach to either side; beyond it two runs need not agree within 10 %. */
export const NOISY = 0.1;

export const most = (value: number, text = `≤ ${value.toFixed(Number.isInteger(value * 10) ? 1 : 2)}×`): Bar => ({
  most: value,
  text,
});
export const least = (value: number, text = `≥ ${value}×`): Bar => ({ least: value, text });

export interface RowOf {
  name: string;
  unit: string;
  /** Samples in turns; null or undefined for a program that is absent or failed. */
  image: readonly number[] | null | undefined;
  native?: readonly number[] | null | undefined;
  /** Who that is, where it is not the same source compiled by gcc. */
  against?: string;
  /** What one of the samples' unit is in `unit`. */
  scale?: number;
  bar?: Bar | null;
  better?: 'less' | 'more';
  /** What the bar is for; the ratio, unless stated, where there is something native. */
  value?: 'ratio' | 'image';
}

/** A row that compares an image with a native program by the median of the ratios turn by turn, or states the image's median. */
export function row({
  name,
  unit,
  image,
  native,
  against,
  scale = 1,
  bar = null,
  better,
  value = 'ratio',
}: RowOf): Row {
  const ours = image?.length ? image.map((v) => v * scale) : null;
  const theirs = native?.length ? native.map((v) => v * scale) : null;
  const paired = value === 'ratio' && ours && theirs ? ratios(ours, theirs) : null;
  const measured = paired ?? (value === 'image' ? ours : null);
  return {
    name,
    unit,
    image: ours && median(ours),
    native: theirs && median(theirs),
    ...(against && theirs ? { against } : {}),
    value: measured && median(measured),
    ...(value === 'ratio' ? { ratio: true } : {}),
    bar,
    ...(better ? { better } : {}),
    ...spreadOf(measured ?? ours),
    ...(ours ? { samples: { image: ours, native: theirs } } : {}),
  };
}

/** Confidence interval of the median, and the remark that it is wide. */
function spreadOf(values: readonly number[] | null): Pick<Row, 'spread' | 'noise'> {
  if (!values || values.length < 2) return {};
  const spread = medianInterval(values);
  const middle = Math.abs(median(values));
  const part = middle ? Math.max(spread.high - middle, middle - spread.low) / middle : 0;
  const noise = `the machine was too noisy for this row: 95 % confidence reaches ${Math.round(part * 100)} % from the median`;
  return { spread, ...(part > NOISY ? { noise } : {}) };
}

/** The geometric mean of rows' ratios, with that of each turn as samples of the spread; rows without a ratio do not count. */
export function meanRow(name: string, rows: readonly Row[], bar: Bar | null = null): Row {
  const known = rows.flatMap(({ ratio, samples }) =>
    ratio && samples?.native ? [ratios(samples.image, samples.native)] : [],
  );
  const [against] = rows.flatMap((one) => one.against ?? []);
  const turns = Math.min(...known.map((r) => r.length));
  if (!known.length || !turns) return { name, image: null, native: null, unit: '×', value: null, ratio: true, bar };
  const each = Array.from({ length: turns }, (_, turn) => geometricMean(known.map((r) => r[turn]!)));
  return {
    name,
    image: null,
    native: null,
    unit: '×',
    value: geometricMean(known.map(median)),
    ratio: true,
    bar,
    ...(against ? { against } : {}),
    ...spreadOf(each),
  };
}

/** A figure that is no statistic: a size, a count. */
export const figure = (name: string, image: number, unit: string, bar: Bar | null = null): Row => ({
  name,
  image,
  native: null,
  unit,
  value: image,
  bar,
});

/** A value as it is printed: three digits, or all of the whole number. */
export const number = (value: number | null): string =>
  value === null ? '–' : Math.abs(value) >= 999.5 ? value.toFixed(0) : value.toPrecision(3);

/** Whether a row's value, as it is printed, reaches its bar; null where there is nothing to compare. */
export function reached({ value: measured, bar }: Pick<Row, 'value' | 'bar'>): boolean | null {
  if (!bar || measured === null) return null;
  const value = Number(number(measured));
  return (bar.least === undefined || value >= bar.least) && (bar.most === undefined || value <= bar.most);
}
