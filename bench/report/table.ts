// Tables for the terminal: what was measured, as an image and natively, the ratio or value with its spread, and the bar.
import type { Row } from '../model.js';
import type { Environment } from '../support/environment.js';
import { rowCells } from './cells.js';
import type { SuiteReport } from './document.js';

const HEAD = ['', 'image', 'baseline', 'against', 'ratio', '95 %', 'wanted', 'reached', ''];
/** Columns of text; the others are numbers and stand to the right. */
const TEXT = new Set([0, 3, 5, 6, 7, 8]);
/** Columns of a line of prose. */
const WIDTH = 120;

function cells(row: Row): string[] {
  const { name, image, baseline, against, value, spread, bar, verdict } = rowCells(row);
  return [name, image, baseline, against, value, spread, bar, verdict, row.noise ? 'noisy' : ''];
}

/** Columns as wide as they have to be. */
export function columns(lines: readonly (readonly string[])[], text: ReadonlySet<number>): string[] {
  const widths = lines[0]!.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines.map((line) =>
    `  ${line.map((cell, i) => (text.has(i) ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')}`.trimEnd(),
  );
}

/** Lines of at most WIDTH columns, later ones indented. */
export function wrap(text: string, indent: string): string {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last && indent.length + last.length + 1 + word.length > WIDTH) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines.join(`\n${indent}`);
}

export function suiteTable({ name, title, rows, notes, doubts, tables = [] }: SuiteReport): string {
  const lines = [`${name}: ${title}`];
  if (rows.length) lines.push(...columns([HEAD, ...rows.map(cells)], TEXT));
  const noisy = rows.filter((row) => row.noise).length;
  if (noisy) {
    lines.push(
      `  the machine was too noisy for ${noisy === rows.length ? 'all rows' : `${noisy} of ${rows.length} rows`} (noisy)`,
    );
  }
  for (const { title: what, head, lines: texts } of tables) {
    lines.push(`  ${what}`, ...columns([head, ...texts], new Set([0])));
  }
  for (const note of [...notes, ...doubts]) lines.push(`  note: ${wrap(note, '        ')}`);
  return `${lines.join('\n')}\n\n`;
}

/** What machine it was, in two lines. */
export function machineLines(machine: Environment): string[] {
  const { cpu, cpus, kernel, node, gcc, clang, mpi } = machine;
  return [
    `${cpu ?? 'CPU of an unknown kind'}, ${cpus.length} CPU${cpus.length === 1 ? '' : 's'}, Linux ${kernel}, Node ${node}`,
    [gcc ?? 'no gcc', clang ?? 'no clang', mpi ?? 'no MPI'].join('; '),
  ];
}
