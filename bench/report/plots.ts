// Draws plots as SVG with Observable Plot on linkedom's document. Colours are CSS variables of the page around, so that one drawing serves
// light and dark.
import { needPlots } from '../../loader/parts.js';
import type { Plot, Point, PointsPlot, Role } from '../model.js';
import { forest } from './forest.js';
import { domainOf, isBinary, isDrawable, isWhole, scale, type Size, sizes, thin } from './scales.js';

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
const MARGINS = { left: 56, right: 20, top: 28, bottom: 44 };

export class Painter {
  private constructor(
    private readonly library: Library,
    private readonly document: NonNullable<PlotOptions['document']>,
  ) {}

  /** Loads the libraries, which nothing but a report with pictures needs. */
  static async load(): Promise<Painter> {
    needPlots();
    const library = await import('@observablehq/plot');
    const { parseHTML } = await import('linkedom');
    const { document } = parseHTML('<!doctype html><html><body></body></html>');
    return new Painter(library, document as unknown as NonNullable<PlotOptions['document']>);
  }

  draw(plot: Plot, width: keyof typeof sizes): Drawing {
    const size = sizes[width];
    return plot.kind === 'ratios'
      ? { svg: this.paint(size, forest(this.library, plot, size)), legend: [] }
      : this.series(plot, size);
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

  private series(plot: PointsPlot, size: Size): Drawing {
    const { series } = plot;
    const panels = Boolean(plot.panels) && series.length > 1;
    const colours = coloursOf(series);
    const [x, y] = [domainOf(plot, 'x'), domainOf(plot, 'y')];
    const looks = series.map(({ name }, i): Look => ({
      colour: colours[i]!,
      size,
      ...(panels ? { panel: name } : {}),
    }));
    const marks: Mark[] = series.flatMap(({ points }, i) => this.points(points, plot, looks[i]!));
    if (panels) marks.push(...looks.map((look) => this.panelName(look)));
    marks.push(...this.borders(plot, size));
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

  /** Lines across the plot where something begins, named at their upper ends. */
  private borders({ marks = [] }: PointsPlot, size: Size): Mark[] {
    const { ruleX, text } = this.library;
    return marks.flatMap(({ x, text: name }) => [
      ruleX([x], { stroke: 'currentColor', strokeDasharray: '4 3' }),
      text([name], {
        x: () => x,
        frameAnchor: 'top',
        textAnchor: 'start',
        dx: 5,
        dy: size.font / 2,
        fill: 'currentColor',
      }),
    ]);
  }

  private points(all: readonly Point[], plot: PointsPlot, { colour, size, panel }: Look): Mark[] {
    const { dot, line, areaY } = this.library;
    const { kind } = plot;
    const drawable = all.filter((p) => isDrawable(plot, p));
    const shown = [...thin(drawable, kind, size.points)];
    const place = { x: (p: Point) => p[0], y: (p: Point) => p[1], clip: true, ...ofPanel(panel) };
    if (kind === 'scatter') return [dot(shown, { ...place, r: 1.3, fill: colour, fillOpacity: 0.6 })];
    const stroke = { stroke: colour, strokeWidth: kind === 'spectrum' || kind === 'series' ? 1 : 1.8 };
    if (kind !== 'lines')
      return [line(shown, { ...place, ...stroke, curve: kind === 'ccdf' ? 'step-before' : 'linear' })];
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
}

interface Look {
  colour: string;
  size: Size;
  /** The panel's name where there are panels. */
  panel?: string;
}

/** The channel that puts data into a panel. */
const ofPanel = (panel: string | undefined): { fy?: () => string } => (panel === undefined ? {} : { fy: () => panel });
