// A report as Markdown: the machine, and a table for each suite, ready for a README.
import type { Row } from '../model.js';
import { number } from '../support/rows.js';
import type { Report, SuiteReport } from './document.js';
import { facts, parameterText } from './facts.js';
import { machineLines, spreadText, valueText, verdict } from './table.js';

const escape = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

const HEAD = ['measure', 'image', 'native', 'unit', 'ratio or value', '95 %', 'wanted', 'reached'];
const RIGHT = new Set([1, 2, 4, 5]);

const cells = (row: Row): string[] => [
  escape(row.name),
  number(row.image),
  number(row.native),
  escape(row.unit),
  valueText(row) + (row.noise ? ' (noisy)' : ''),
  row.value === null ? '' : spreadText(row),
  row.bar?.text ?? '',
  verdict(row),
];

/** Padded, as formatters leave it. */
export function markdownTable(
  head: readonly string[],
  lines: readonly (readonly string[])[],
  right: ReadonlySet<number>,
): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...lines].map((line) => line[i]!.length)));
  const pad = (cell: string, i: number): string => (right.has(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!));
  const rule = widths.map((width, i) => (right.has(i) ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [head.map(pad), rule, ...lines.map((line) => line.map(pad))]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

function section({ name, title, about, rows, notes, doubts, parameters }: SuiteReport): string {
  const set = parameterText(parameters);
  const remarks = [...notes, ...doubts];
  return [
    `## ${name}`,
    `${title}.`,
    about.replace(/\s*\n\s*/g, ' '),
    ...(set ? [`Parameters: \`${set}\``] : []),
    ...(rows.length ? [markdownTable(HEAD, rows.map(cells), RIGHT)] : []),
    ...(remarks.length ? [remarks.map((note) => `- ${escape(note)}`).join('\n')] : []),
  ].join('\n\n');
}

export function toMarkdown(report: Report): string {
  return `${[
    '# Measurements of hermit-wasm',
    `${machineLines(report.environment).join('; ')}.${report.interrupted ? ' The run was interrupted.' : ''}`,
    ...report.suites.map(section),
    '## The machine and the run',
    markdownTable(
      ['fact', 'value'],
      facts(report).map((fact) => fact.map(escape)),
      new Set(),
    ),
  ].join('\n\n')}\n`;
}
