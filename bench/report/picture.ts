// One picture of a report, for a page that shows no more: rows that stand for their suites. An SVG file of its own, which knows light and
// dark.
import type { Report } from './document.js';
import { Painter } from './plots.js';
import { overviewPlot } from './ratios.js';
import { colours } from './style.js';

/** @throws Error where nothing was measured that has a place in it */
export async function toSvg(report: Report): Promise<string> {
  const plot = overviewPlot(report);
  if (!plot) {
    throw new Error(
      'a picture needs ratios of rows that stand for their suites: none was measured; measure other suites, and with gcc',
    );
  }
  const { svg } = (await Painter.load()).draw(plot, 'wide');
  return `${svg.replace(/^<svg([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg"$1>\n<style>${colours('svg')}</style>`)}\n`;
}
