// A report's rows as CSV (RFC 4180), a line each; samples are in the JSON alone.
import type { Row } from '../model.js';
import { USUAL, verdict } from './cells.js';
import type { Report } from './document.js';

type Cell = string | number | null | undefined;

const columns: readonly (readonly [string, (row: Row) => Cell])[] = [
  ['row', (row) => row.name],
  ['unit', (row) => row.unit],
  ['image', (row) => row.image],
  ['baseline', (row) => row.native],
  ['against', (row) => (row.native === null && !(row.ratio && row.value !== null) ? null : (row.against ?? USUAL))],
  ['value', (row) => row.value],
  ['is_ratio', (row) => (row.ratio ? 'yes' : 'no')],
  ['low', (row) => row.spread?.low],
  ['high', (row) => row.spread?.high],
  ['samples', (row) => row.samples?.image.length],
  ['bar', (row) => row.bar?.text],
  ['reached', verdict],
  ['noise', (row) => row.noise],
];

/** A cell in quotes where it has to be. */
function cell(value: Cell): string {
  const text = value === null || value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv({ suites }: Report): string {
  const lines = [
    ['suite', ...columns.map(([name]) => name)],
    ...suites.flatMap(({ name, rows }) => rows.map((row) => [name, ...columns.map(([, of]) => of(row))])),
  ];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
