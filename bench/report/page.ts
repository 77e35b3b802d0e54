// Pieces of an HTML page: text, tables, figures.
import type { Plot } from '../model.js';
import type { Painter } from './plots.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
export const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => entities[c]!);

export interface Cell {
  text: string;
  /** Of the style: n for numbers, wrap for prose, good and bad. */
  look?: string;
  /** Where the text leads to. */
  link?: string;
}

export interface Line {
  cells: readonly Cell[];
  look?: string;
}

export const n = (text: string): Cell => ({ text, look: 'n' });

function cell(tag: string, { text, look, link }: Cell, label = ''): string {
  const inner = link === undefined ? escape(text) : `<a href="${escape(link)}">${escape(text)}</a>`;
  const attributes = `${look ? ` class="${look}"` : ''}${label ? ` data-label="${escape(label)}"` : ''}`;
  return `<${tag}${attributes}>${inner}</${tag}>`;
}

/** On a phone each line becomes a block: the name above, the figures below with their columns' names. */
export function table(head: readonly Cell[], lines: readonly Line[]): string {
  const body = lines.map(
    ({ cells, look }) =>
      `<tr${look ? ` class="${look}"` : ''}>${cells.map((c, i) => cell('td', c, head[i]?.text)).join('')}</tr>`,
  );
  const first = head.length ? `<thead><tr>${head.map((c) => cell('th', c)).join('')}</tr></thead>` : '';
  return `<div class="scroll"><table>${first}<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

const paragraph = (text: string): string => `<p>${inline(text)}</p>`;
const inline = (text: string): string =>
  escape(text.replace(/\s*\n\s*/g, ' ')).replace(/`([^`]+)`/g, '<code>$1</code>');

export const prose = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map(paragraph)
    .join('\n');

export const folded = (summary: string, inner: string): string =>
  `<details><summary>${escape(summary)}</summary>\n${inner}\n</details>`;

export function figure(painter: Painter, plot: Plot): string {
  const [wide, narrow] = [painter.draw(plot, 'wide'), painter.draw(plot, 'narrow')];
  const swatches = wide.legend.map(
    ({ name, colour }) => `<span><i style="background:${colour}"></i>${escape(name)}</span>`,
  );
  return [
    `<figure><h3>${escape(plot.title)}</h3>`,
    ...(swatches.length ? [`<div class="legend">${swatches.join('')}</div>`] : []),
    `<div class="wide">${wide.svg}</div><div class="narrow">${narrow.svg}</div>`,
    ...(plot.caption ? [`<figcaption>${escape(plot.caption)}</figcaption>`] : []),
    '</figure>',
  ].join('\n');
}
