// Sizes of drawings, ends and ticks of axes, and which of very many points are drawn.
import type { Axis, Point, PointsPlot } from '../model.js';
import { fit } from './units.js';

export interface Size {
  width: number;
  height: number;
  /** Height of a panel where each series has one. */
  panel: number;
  /** Height of a bar with its name. */
  row: number;
  font: number;
  ticks: number;
  /** Most points of a series. */
  points: number;
}

/** Every plot is drawn for a screen and for a phone: a drawing that shrinks has letters that nobody can read. */
export const sizes = {
  wide: { width: 900, height: 360, panel: 92, row: 22, font: 13, ticks: 8, points: 2400 },
  narrow: { width: 350, height: 260, panel: 78, row: 20, font: 11, ticks: 4, points: 1200 },
} as const satisfies Record<string, Size>;

export type Domain = readonly [low: number, high: number];

const kinds: ReadonlySet<string> = new Set(['scatter', 'series', 'spectrum', 'ccdf', 'lines']);

/** Whether plots of that kind are drawn as points. */
export const isPoints = (kind: string): boolean => kinds.has(kind);

/** Whether a point is on the axes: a logarithmic one has no place for 0. */
export const isDrawable = ({ x, y }: Pick<PointsPlot, 'x' | 'y'>, [a, b]: Point): boolean =>
  Number.isFinite(a) && Number.isFinite(b) && (!x.log || a > 0) && (!y.log || b > 0);

/** All values of a plot's points on one axis. */
function valuesOn(plot: PointsPlot, which: 'x' | 'y'): number[] {
  const points = plot.series.flatMap((s) => s.points);
  if (which === 'x') return points.map((p) => p[0]);
  return points.flatMap((p) => (p.length === 4 ? [p[1], p[2], p[3]] : [p[1]]));
}

/** The ends of an axis: as given, else so that all values are inside, with some air where a value would touch the frame. */
export function domainOf(plot: PointsPlot, which: 'x' | 'y'): Domain {
  const axis = plot[which];
  const values = valuesOn(plot, which).filter((v) => Number.isFinite(v) && (!axis.log || v > 0));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (low > high) [low, high] = axis.log ? [1, 10] : [0, 1];
  if (which === 'y') [low, high] = airy(plot, low, high);
  if (low === high) [low, high] = axis.log ? [low / 2, high * 2] : [low - 1, high + 1];
  return [axis.from ?? low, axis.to ?? high];
}

function airy({ y }: PointsPlot, low: number, high: number): [number, number] {
  if (y.log) return [low / 1.3, high * 1.5];
  const air = (high - low || Math.abs(high) || 1) * 0.06;
  // An axis that nearly begins at 0 begins there.
  return [low >= 0 && low < high / 2 ? 0 : low - air, high + air];
}

const prefixes = ['', 'k', 'M', 'G', 'T', 'P'] as const;
const BINARY = new Set(['bytes', 'B']);

const TIMES = new Set(['ns', 'µs', 'ms', 's']);

/** `20k`, `0.5`, `1e-6`; of bytes `64K`, `1M`; of times on a logarithmic axis `20 µs`. */
export function tickText(value: number, unit?: string, log = false): string {
  if (value === 0) return '0';
  if (log && unit !== undefined && TIMES.has(unit)) {
    const { unit: fitting, factor } = fit(value, unit);
    return `${Number((value * factor).toPrecision(3))} ${fitting}`;
  }
  const binary = unit !== undefined && BINARY.has(unit);
  const base = binary ? 1024 : 1000;
  const size = Math.abs(value);
  const power =
    size >= base ? Math.min(prefixes.length - 1, Math.floor(Math.log(size * 1.0000001) / Math.log(base))) : 0;
  if (size < 1e-3) return value.toExponential(0);
  const text = String(Number((value / base ** power).toPrecision(3)));
  return `${text}${binary ? prefixes[power]!.toUpperCase() : prefixes[power]}`;
}

/** Largest value of an axis of counts, such as ranks, that is marked by powers of 2. */
const COUNTS_MAX = 1 << 16;

/** Whether a logarithmic axis is one of powers of 2: bytes, and counts that were measured at such values alone. */
export function isBinary(plot: PointsPlot, which: 'x' | 'y'): boolean {
  const { log, unit } = plot[which];
  if (!log) return false;
  if (unit !== undefined) return BINARY.has(unit);
  return valuesOn(plot, which).every((v) => v >= 1 && v <= COUNTS_MAX && Number.isInteger(Math.log2(v)));
}

/** Decades for which an axis has room for these parts of each; D3 leaves out the labels of more. */
const fine = [
  { decades: 1.9, parts: [1, 2, 5] },
  { decades: 3.4, parts: [1, 3] },
] as const;

/** Ticks of a logarithmic axis: whole powers, not more than fit, and some between them where there is room. */
export function logTicks([low, high]: Domain, count: number, base: 2 | 10): number[] {
  const within = (values: number[]): number[] => values.filter((v) => v >= low * 0.999999 && v <= high * 1.000001);
  const [from, to] = [Math.floor(Math.log(low) / Math.log(base)), Math.ceil(Math.log(high) / Math.log(base))];
  const powers = Array.from({ length: to - from + 1 }, (_, i) => base ** (from + i));
  const decades = Math.log10(high / low);
  const room = base === 10 ? fine.find((one) => decades <= one.decades) : undefined;
  if (room && decades * room.parts.length <= count + 1) {
    const ticks = within(powers.flatMap((power) => room.parts.map((part) => part * power)));
    if (ticks.length > 1) return ticks;
    // Less than a factor of two or so.
    const tenths = within(powers.flatMap((power) => Array.from({ length: 90 }, (_, i) => (power * (10 + i)) / 10)));
    return tenths.filter((_, i) => i % Math.ceil(tenths.length / count) === 0);
  }
  const all = within(powers);
  return all.filter((_, i) => i % Math.ceil(all.length / count) === 0);
}

/** Whether an axis is one of few counts, such as threads, between which there is nothing. */
export const isWhole = (plot: PointsPlot, which: 'x' | 'y'): boolean =>
  !plot[which].log && valuesOn(plot, which).every(Number.isInteger);

/** What Observable Plot is told of an axis. */
export function scale(
  axis: Axis,
  domain: Domain,
  count: number,
  { binary = false, whole = false } = {},
): Record<string, unknown> {
  const { label, unit, log } = axis;
  const base = binary ? 2 : 10;
  const [low, high] = domain;
  const few = whole && high - low < count;
  const linear = few
    ? Array.from({ length: Math.floor(high) - Math.ceil(low) + 1 }, (_, i) => Math.ceil(low) + i)
    : count;
  return {
    ...(log ? { type: 'log', base } : { type: 'linear' }),
    domain,
    grid: true,
    // Ticks of times on a logarithmic axis have their units.
    label: unit && !(log && TIMES.has(unit)) ? `${label} (${unit})` : label,
    ticks: log ? logTicks(domain, count, base) : linear,
    tickFormat: (value: number) => (binary && unit === undefined ? String(value) : tickText(value, unit, log)),
  };
}

/** At most about `limit` points: of what is drawn as a line the extremes of equal parts, of a scatter every n-th and all that stand out. */
export function thin(points: readonly Point[], kind: PointsPlot['kind'], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  if (kind === 'scatter') return thinScatter(points, limit);
  const size = Math.ceil((2 * points.length) / limit);
  const kept: Point[] = [];
  for (let i = 0; i < points.length; i += size) {
    const part = points.slice(i, i + size);
    const [a, b] = [extreme(part, -1), extreme(part, 1)];
    kept.push(part[Math.min(a, b)]!);
    if (a !== b) kept.push(part[Math.max(a, b)]!);
  }
  if (kept.at(-1) !== points.at(-1)) kept.push(points.at(-1)!);
  return kept;
}

/** Where the smallest (-1) or largest (1) y is. */
function extreme(points: readonly Point[], sign: 1 | -1): number {
  let best = 0;
  points.forEach((p, i) => {
    if (sign * p[1] > sign * points[best]![1]) best = i;
  });
  return best;
}

function thinScatter(points: readonly Point[], limit: number): readonly Point[] {
  const half = Math.floor(limit / 2);
  const border = points.map((p) => p[1]).sort((a, b) => b - a)[half]!;
  const step = Math.ceil(points.length / half);
  return points.filter((p, i) => p[1] > border || i % step === 0);
}
