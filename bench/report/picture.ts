// One picture of a report, for a page that shows no more: the mean ratio of every suite that has something native to compare with. An SVG
// file of its own, which knows light and dark.
import type { RatiosPlot } from '../model.js';
import type { Report } from './document.js';
import { Painter } from './plots.js';
import { meanRatio } from './ratios.js';
import { colours } from './style.js';

export function overviewPlot({ suites }: Pick<Report, 'suites'>): RatiosPlot {
  const bars = suites.flatMap(({ name, title, rows }) => {
    const value = meanRatio(rows);
    return value === null ? [] : [{ name: `${name}: ${title.split(',')[0]}`, value }];
  });
  return {
    kind: 'ratios',
    title: 'Time of an image by that of the native program',
    x: { label: 'image / native, geometric mean of each suite, less is better', log: true },
    bars,
  };
}

/** @throws Error where nothing native was measured */
export async function toSvg(report: Report): Promise<string> {
  const plot = overviewPlot(report);
  if (!plot.bars.length) throw new Error('a picture needs ratios: nothing native was measured');
  const { svg } = (await Painter.load()).draw(plot, 'wide');
  return `${svg.replace(/^<svg([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg"$1>\n<style>${colours('svg')}</style>`)}\n`;
}
