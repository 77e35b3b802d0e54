// How ratios are drawn: a line for each with its point and interval, around 1 on a logarithmic axis.
import type { RatiosPlot } from '../model.js';
import { number } from '../support/rows.js';
import { scale, type Size } from './scales.js';
import { verdictOf } from './verdicts.js';

type Library = typeof import('@observablehq/plot');
type PlotOptions = import('@observablehq/plot').PlotOptions;
type Bar = RatiosPlot['bars'][number];

/** Part of the width that names may take beside the points. */
const NAMES_PART = 0.46;
const BOTTOM = 44;
const PALE = 0.4;

const colours = { better: 'var(--image)', alike: 'var(--soft)', worse: 'var(--worse)' } as const;

function domainOf(bars: readonly Bar[]): readonly [number, number] {
  const values = bars.flatMap((b) => [b.value, b.spread?.low ?? 1, b.spread?.high ?? 1, b.bar ?? 1, 1]);
  const positive = values.filter((v) => v > 0);
  const [least, most] = [Math.min(...positive), Math.max(...positive)];
  // At least from a half to double: ratios near 1 must not look like more.
  return [Math.min(least / 1.1, 0.5), Math.max(most * 1.1, 2)];
}

export function forest(library: Library, { x, bars, better }: RatiosPlot, size: Size): PlotOptions {
  const { dot, ruleX, ruleY, tickX, text } = library;
  const longest = Math.max(...bars.map((bar) => bar.name.length));
  const domain = domainOf(bars);
  const names = 12 + longest * size.font * 0.56;
  // Names that leave no room for points stand above them.
  const above = names > size.width * NAMES_PART ? size.font + 8 : 0;
  const row = size.row + above;
  const gap = (above || size.row * 0.28) / row;
  const y = (bar: Bar): string => bar.name;
  const stroke = (bar: Bar): string => colours[verdictOf(bar.spread, better)];
  const pale = (bar: Bar): number => (bar.noisy ? PALE : 1);
  // A difference of times may come out below 0, which has no place on a logarithmic axis.
  const inside = (value: number): number => Math.min(domain[1], Math.max(domain[0], value));
  return {
    height: 52 + bars.length * row,
    marginLeft: above ? 8 : names,
    marginRight: 50,
    marginTop: 8 + above / 2,
    marginBottom: BOTTOM,
    x: {
      ...scale({ ...x, log: true }, domain, size.ticks - 1),
      labelAnchor: 'right',
      labelOffset: 38,
      labelArrow: 'none',
    },
    y: { label: null, domain: bars.map(y), padding: gap, tickSize: 0, ...(above ? { axis: null } : {}) },
    marks: [
      ...(above
        ? [
            text(bars, {
              y,
              text: y,
              frameAnchor: 'left',
              dy: -(row * (1 - gap) + size.font) / 2 - 1,
              fill: 'currentColor',
              fillOpacity: pale,
            }),
          ]
        : []),
      ruleX([1], { stroke: 'currentColor', strokeWidth: 1.2 }),
      tickX(
        bars.filter((bar) => bar.bar !== undefined),
        {
          y,
          x: (bar: Bar) => bar.bar!,
          stroke: 'var(--bar)',
          strokeWidth: 2,
          strokeOpacity: 0.55,
          insetTop: 1,
          insetBottom: 1,
        },
      ),
      ruleY(
        bars.filter((bar) => bar.spread),
        {
          y,
          x1: (bar: Bar) => inside(bar.spread!.low),
          x2: (bar: Bar) => inside(bar.spread!.high),
          stroke,
          strokeWidth: 2,
          strokeOpacity: pale,
        },
      ),
      dot(bars, { y, x: 'value', r: 4, fill: stroke, fillOpacity: pale }),
      text(bars, {
        y,
        x: (bar: Bar) => inside(Math.max(bar.value, bar.spread?.high ?? 0, bar.bar ?? 0)),
        text: (bar: Bar) => `${number(bar.value)}×`,
        textAnchor: 'start',
        dx: 8,
        fill: 'currentColor',
        fillOpacity: pale,
      }),
    ],
  };
}
