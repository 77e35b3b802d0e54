// A report as Markdown: the machine, rows that stand for their suites, and a table for each suite. docs/figures.md is one of a kept run.
import type { Row, Table } from '../model.js';
import { type RowCells, rowCells } from './cells.js';
import { CHANGE_HEAD, CHANGE_TEXT, changeCells } from './compare.js';
import type { Report, SuiteReport } from './document.js';
import type { Against } from './exports.js';
import { facts, parameterText, warnings } from './facts.js';
import { type KeyRow, keyRows } from './key-rows.js';
import { remarks } from './remarks.js';
import { machineLines } from './table.js';

const escape = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;').replaceAll('*', '\\*');

const FIGURES = ['image', 'baseline', 'against', 'ratio', '95 %', 'wanted', 'reached'];
const RIGHT = new Set([1, 2, 4]);

const figures = (row: Row, { image, baseline, against, value, spread, bar, verdict }: RowCells): string[] =>
  [image, baseline, against, value, spread + (row.noise ? ' (noisy)' : ''), bar, verdict].map((text) =>
    escape(text.trim()),
  );

const line = (row: Row): string[] => [escape(row.name), ...figures(row, rowCells(row))];
const keyLine = ({ label, row }: KeyRow): string[] => [escape(label), ...figures(row, rowCells(row))];

/** Padded, as formatters leave it. */
export function markdownTable(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  right: ReadonlySet<number>,
): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...lines].map((cells) => cells[i]!.length)));
  const pad = (cell: string, i: number): string => (right.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!));
  const rule = widths.map((width, i) => (right.has(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [head.map(pad), rule, ...lines.map((cells) => cells.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

const list = (items: readonly string[]): string[] =>
  items.length ? [items.map((item) => `- ${escape(item)}`).join('\n')] : [];
const prose = (text: string): string[] =>
  text.split(/\n\s*\n/).map((one) => escape(one.replace(/\s*\n\s*/g, ' ').trim()));

const ownTable = ({ title, caption, head, lines }: Table): string[] => [
  `${escape(title)}:`,
  markdownTable(
    head.map(escape),
    lines.map((cells) => cells.map(escape)),
    new Set([...head.keys()].filter((i) => i > 0)),
  ),
  ...(caption ? [escape(caption)] : []),
];

function section(suite: SuiteReport): string[] {
  const { name, title, about, rows, notes, doubts, parameters, tables = [], rounds } = suite;
  const set = parameterText(parameters);
  return [
    `## ${name}`,
    `${escape(title[0]!.toUpperCase() + title.slice(1))}. ${rounds} rounds${set ? `, \`${set}\`` : ''}.`,
    ...(rows.length ? [markdownTable(['measure', ...FIGURES], rows.map(line), RIGHT)] : ['No results.']),
    ...tables.flatMap(ownTable),
    ...list([...doubts, ...notes]),
    ...prose(remarks[name] ?? ''),
    `_How:_ ${prose(about).join(' ')}`,
  ].filter(Boolean);
}

const METHOD = `Written by \`hermit-wasm bench\`, with nothing typed in. Each program is compiled from one C source to an image and for the machine itself, or compared with the program that the table names. Both run by
turns on the same CPUs. Figures are medians; a ratio is the median of image / baseline, turn by turn; less is better, but of rates and speed-ups more. The range
beside it is its 95 % confidence interval. _Noisy_ rows, whose interval reaches further than 10 % from the median, may differ by more in another run. Where nothing is
wanted, or the baseline was not installed, cells are empty.`;

const compared = ({ file, comparison }: Against): string[] => [
  '## Compared with an earlier report',
  `The other report is \`${file}\`. The effect is Cliff's delta, chance the probability of Mann and Whitney's test.`,
  ...list(comparison.remarks.map((remark) => `other circumstances: ${remark}`)),
  ...(comparison.changes.length
    ? [
        markdownTable(
          ['measure', ...CHANGE_HEAD.slice(1)],
          comparison.changes.map((change) => changeCells(change).map(escape)),
          new Set([...CHANGE_HEAD.keys()].filter((i) => !CHANGE_TEXT.has(i))),
        ),
      ]
    : ['No row is in both.']),
];

export function toMarkdown(report: Report, against?: Against): string {
  const keys = keyRows(report);
  return `${[
    '# Figures',
    `${escape(machineLines(report.environment).join('; '))}.`,
    ...warnings(report).map((text) => `**${escape(text)}**`),
    ...prose(METHOD),
    ...(keys.length ? ['## At a glance', markdownTable(['measure', ...FIGURES], keys.map(keyLine), RIGHT)] : []),
    ...(against ? compared(against) : []),
    ...report.suites.flatMap(section),
    '## The machine and the run',
    markdownTable(
      ['fact', 'value'],
      facts(report).map((fact) => fact.map(escape)),
      new Set(),
    ),
  ].join('\n\n')}\n`;
}
