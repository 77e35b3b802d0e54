// Draws plots as SVG with Observable Plot on linkedom's document. Colours are CSS variables of the page around, so that one drawing serves
// light and dark.
import type { HistogramPlot, Plot, Point, PointsPlot, RatiosPlot, Role } from '../model.js';
import { domainOf, isBinary, isWhole, scale, type Size, sizes, thin } from './scales.js';

type Library = typeof import('@observablehq/plot');
type Mark = import('@observablehq/plot').Markish;
type PlotOptions = import('@observablehq/plot').PlotOptions;

export interface Drawing {
  svg: string;
  /** What colours mean; empty where there is one series, or names stand in the drawing. */
  legend: readonly { name: string; colour: string }[];
}

/** Variables of the page; see style.ts for their values. */
const roleColours: Readonly<Record<Role, string>> = {
  image: 'var(--image)',
  native: 'var(--native)',
  node: 'var(--node)',
};
const otherColours = [1, 2, 3, 4, 5].map((i) => `var(--c${i})`);

/** A role's first series has the role's colour; all others take theirs in order. */
export function coloursOf(series: readonly { readonly role?: Role }[]): string[] {
  const taken = new Set<Role>();
  let next = 0;
  return series.map(({ role }) => {
    if (!role || taken.has(role)) return otherColours[next++ % otherColours.length]!;
    taken.add(role);
    return roleColours[role];
  });
}

/** Pixels between panels, for the names above them. */
const PANEL_GAP = 18;
/** Part of a plot of ratios that names may take beside the bars. */
const NAMES_PART = 0.42;
const MARGINS = { left: 56, right: 20, top: 28, bottom: 44 };

export class Painter {
  private constructor(
    private readonly library: Library,
    private readonly document: NonNullable<PlotOptions['document']>,
  ) {}

  /** Loads the libraries, which nothing but a report with pictures needs. */
  static async load(): Promise<Painter> {
    const library = await import('@observablehq/plot');
    const { parseHTML } = await import('linkedom');
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    return new Painter(library, document as unknown as NonNullable<PlotOptions['document']>);
  }

  draw(plot: Plot, width: keyof typeof sizes): Drawing {
    const size = sizes[width];
    return plot.kind === 'ratios' ? { svg: this.ratios(plot, size), legend: [] } : this.series(plot, size);
  }

  private paint(size: Size, options: PlotOptions): string {
    const drawn = this.library.plot({
      document: this.document,
      width: size.width,
      ...options,
      style: { fontSize: `${size.font}px`, background: 'none', color: 'var(--text)', overflow: 'visible' },
    });
    return drawn.outerHTML;
  }

  private series(plot: PointsPlot | HistogramPlot, size: Size): Drawing {
    const { series } = plot;
    const panels = Boolean(plot.panels) && series.length > 1;
    const colours = coloursOf(series);
    const [x, y] = [domainOf(plot, 'x'), domainOf(plot, 'y')];
    const looks = series.map(({ name }, i): Look => ({
      colour: colours[i]!,
      floor: Math.max(0, y[0]),
      size,
      ...(panels ? { panel: name } : {}),
    }));
    const marks: Mark[] =
      plot.kind === 'histogram'
        ? plot.series.flatMap(({ bins }, i) => this.bins(bins, looks[i]!))
        : plot.series.flatMap(({ points }, i) => this.points(points, plot, looks[i]!));
    if (panels) marks.push(...looks.map((look) => this.panelName(look)));
    const inner = panels ? series.length * (size.panel + PANEL_GAP) : size.height - MARGINS.top - MARGINS.bottom;
    const svg = this.paint(size, {
      height: inner + MARGINS.top + MARGINS.bottom,
      marginLeft: MARGINS.left,
      marginRight: MARGINS.right,
      marginTop: MARGINS.top,
      marginBottom: MARGINS.bottom,
      x: {
        ...scale(plot.x, x, size.ticks, { binary: isBinary(plot, 'x'), whole: isWhole(plot, 'x') }),
        labelAnchor: 'right',
        labelOffset: 38,
      },
      y: { ...scale(plot.y, y, panels ? 3 : 6, { binary: isBinary(plot, 'y') }), labelAnchor: 'top' },
      ...(panels
        ? {
            fy: {
              domain: series.map((s) => s.name),
              axis: null,
              // Space between panels as a part of a panel and its space.
              paddingInner: PANEL_GAP / (size.panel + PANEL_GAP),
              paddingOuter: 0,
            },
          }
        : {}),
      marks: [...marks, this.library.frame({ stroke: 'var(--line)' })],
    });
    const legend = series.map(({ name }, i) => ({ name, colour: colours[i]! }));
    return { svg, legend: panels || series.length < 2 ? [] : legend };
  }

  private panelName({ panel, colour, size }: Look): Mark {
    return this.library.text([panel!], {
      fy: (name: string) => name,
      text: (name: string) => name,
      frameAnchor: 'top-right',
      dy: -size.font - 2,
      fill: colour,
      fontWeight: 'bold',
    });
  }

  private points(all: readonly Point[], { kind, x, y }: PointsPlot, { colour, size, panel }: Look): Mark[] {
    const { dot, line, areaY } = this.library;
    const drawable = all.filter((p) => (!x.log || p[0] > 0) && (!y.log || p[1] > 0));
    const shown = [...thin(drawable, kind, size.points)];
    const place = { x: (p: Point) => p[0], y: (p: Point) => p[1], clip: true, ...ofPanel(panel) };
    if (kind === 'scatter') return [dot(shown, { ...place, r: 1.3, fill: colour, fillOpacity: 0.6 })];
    const stroke = { stroke: colour, strokeWidth: kind === 'spectrum' || kind === 'series' ? 1 : 1.8 };
    if (kind !== 'lines')
      return [line(shown, { ...place, ...stroke, curve: kind === 'cdf' ? 'step-after' : 'linear' })];
    const band = areaY(shown, {
      ...ofPanel(panel),
      x: (p: Point) => p[0],
      y1: (p: Point) => p[2] ?? p[1],
      y2: (p: Point) => p[3] ?? p[1],
      fill: colour,
      fillOpacity: 0.18,
      clip: true,
    });
    return [band, line(shown, { ...place, ...stroke }), dot(shown, { ...place, r: 2.6, fill: colour })];
  }

  private bins(bins: HistogramPlot['series'][number]['bins'], { colour, floor, panel }: Look): Mark[] {
    type Bin = (typeof bins)[number];
    return [
      this.library.rect(
        bins.filter(([, , count]) => count > 0),
        {
          ...ofPanel(panel),
          x1: (b: Bin) => b[0],
          x2: (b: Bin) => b[1],
          // A bar of a logarithmic axis begins at its end, not at 0.
          y1: () => floor,
          y2: (b: Bin) => b[2],
          fill: colour,
          fillOpacity: 0.6,
          clip: true,
        },
      ),
    ];
  }

  private ratios({ x, bars, better }: RatiosPlot, size: Size): string {
    type Bar = RatiosPlot['bars'][number];
    const { rect, ruleX, ruleY, tickX, text } = this.library;
    const longest = Math.max(...bars.map((bar) => bar.name.length));
    const values = bars.flatMap((b) => [b.value, b.spread?.low ?? 1, b.spread?.high ?? 1, b.bar ?? 1, 1]);
    const positive = values.filter((v) => v > 0);
    const [least, most] = [Math.min(...positive), Math.max(...positive)];
    const log = x.log ?? most / least > 8;
    const domain = log ? ([least / 1.2, most * 1.2] as const) : ([0, most * 1.04] as const);
    const origin = log ? 1 : 0;
    const names = 12 + longest * size.font * 0.58;
    // Names that leave no room for bars stand above them.
    const above = names > size.width * NAMES_PART ? size.font + 8 : 0;
    const row = size.row + above;
    const gap = (above || size.row * 0.28) / row;
    const y = (bar: Bar): string => bar.name;
    return this.paint(size, {
      height: 52 + bars.length * row,
      marginLeft: above ? 8 : names,
      marginRight: 50,
      marginTop: 8 + above / 2,
      marginBottom: MARGINS.bottom,
      x: { ...scale({ ...x, log }, domain, size.ticks - 1), labelAnchor: 'right', labelOffset: 38 },
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
              }),
            ]
          : []),
        rect(bars, {
          y,
          x1: () => origin,
          x2: (bar: Bar) => bar.value,
          fill: (bar: Bar) => ((better === 'more' ? bar.value >= 1 : bar.value <= 1) ? 'var(--image)' : 'var(--worse)'),
          fillOpacity: 0.8,
        }),
        ruleX([1], { stroke: 'currentColor', strokeWidth: 1.2 }),
        ruleY(
          bars.filter((bar) => bar.spread),
          // A difference of times may come out below 0, which has no place on a logarithmic axis.
          {
            y,
            x1: (bar: Bar) => Math.max(bar.spread!.low, domain[0]),
            x2: (bar: Bar) => bar.spread!.high,
            stroke: 'currentColor',
          },
        ),
        tickX(
          bars.filter((bar) => bar.bar !== undefined),
          { y, x: (bar: Bar) => bar.bar!, stroke: 'var(--bar)', strokeWidth: 3, insetTop: -2, insetBottom: -2 },
        ),
        text(bars, {
          y,
          x: (bar: Bar) => Math.max(bar.value, bar.spread?.high ?? 0, origin, bar.bar ?? 0),
          text: (bar: Bar) => `${bar.value < 100 ? bar.value.toPrecision(2) : bar.value.toFixed(0)}×`,
          textAnchor: 'start',
          dx: 6,
          fill: 'currentColor',
        }),
      ],
    });
  }
}

interface Look {
  colour: string;
  /** Where bars begin. */
  floor: number;
  size: Size;
  /** The panel's name where there are panels. */
  panel?: string;
}

/** The channel that puts data into a panel. */
const ofPanel = (panel: string | undefined): { fy?: () => string } => (panel === undefined ? {} : { fy: () => panel });
