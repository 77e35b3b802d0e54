// The figures of README.md are those of the kept run, as docs/figures.md has them. A run on a busy machine is no figure for the front page.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rowCells } from '../../bench/report/cells.js';
import type { Report } from '../../bench/report/document.js';
import { warnings } from '../../bench/report/facts.js';
import { readReport } from '../../bench/report/json.js';
import { root } from '../support/folders.js';
import { need } from '../support/needs.js';

/** Suites and names of the rows, in the order of README.md. */
const ROWS: [string, string][] = [
  ['start', 'wall time, 1 core'],
  ['compute', 'geometric mean of the ratios'],
  ['openmp', 'parallel'],
  ['noise', 'hourglass: time in gaps'],
  ['message', 'half of a round trip, 8 bytes'],
  ['message', 'messages of 8 bytes, 64 under way'],
  ['net', 'HTTP, published port, wrk -c64'],
  ['noise', 'hourglass, against a plain Node worker'],
];

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const section = readme.slice(readme.indexOf('\n## Figures\n'), readme.indexOf('\n## Limits\n'));
const shown = [...section.matchAll(/^\| (?!measure|---)(.*) \|$/gm)].map(([, cells]) =>
  cells!.split(' | ').map((cell) => cell.trim()),
);

/** Ratio, target and verdict as README.md writes them; the row's name where the run lacks it. */
function figures({ suites }: Pick<Report, 'suites'>, suite: string, name: string): string[] {
  const row = suites.find((one) => one.name === suite)?.rows.find((one) => one.name === name);
  if (!row) return [`not in the kept run: ${suite}, ${name}`];
  const { value, bar, verdict } = rowCells(row);
  return [value.trim(), bar.trim(), verdict === 'yes' ? 'met' : '**missed**'];
}

describe('README.md', () => {
  const kept = readReport(join(root, 'bench/kept/figures.rows.json'));
  const quiet = need(warnings(kept).length === 0, 'the kept run was made on a busy machine');

  it('has eight figures, each with its target and whether it is met', () => {
    expect(shown).toHaveLength(ROWS.length);
    for (const [name, ratio, target, verdict] of shown) {
      const [is, most] = [ratio, target].map((text) => Number.parseFloat(text!.replace(/^[≤≥] /, '')));
      const good = target!.startsWith('≤') ? is! <= most! : is! >= most!;
      expect([name, verdict]).toEqual([name, good ? 'met' : '**missed**']);
    }
  });

  it.skipIf(quiet.missing)(`has the figures of the kept run${quiet.note}`, () => {
    expect(shown.map(([, ...rest]) => rest)).toEqual(ROWS.map(([suite, name]) => figures(kept, suite, name)));
  });

  it('would show that they differ', () => {
    const rows = kept.suites.filter(({ name }) => name === 'start');
    expect(figures({ suites: rows }, ...ROWS[0]!)).toHaveLength(3);
    expect(figures({ suites: rows }, ...ROWS[7]!)).toEqual([expect.stringMatching(/^not in the kept run: noise/)]);
  });
});
