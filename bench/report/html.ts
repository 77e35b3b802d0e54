// A report as one HTML file that needs nothing else: no network, no scripts. Drawings are SVG in the page.
import type { Row, Table } from '../model.js';
import { reached } from '../support/rows.js';
import { changeSection } from './change-page.js';
import { rowCells } from './cells.js';
import type { Report, SuiteReport } from './document.js';
import type { Against } from './exports.js';
import { facts, parameterText, warnings } from './facts.js';
import { type Cell, escape, figure, folded, type Line, n, prose, table } from './page.js';
import { Painter } from './plots.js';
import { overviewPlot, plotsOf } from './ratios.js';
import { style } from './style.js';
import { counted } from './verdicts.js';

/** Notes of a suite that are shown; more are folded. */
const NOTES = 4;

function verdictCell(row: Row): Cell {
  const good = reached(row);
  return good === null ? { text: '' } : good ? { text: '✓ yes', look: 'good' } : { text: '✗ no', look: 'bad' };
}

const rowHead: readonly Cell[] = [
  { text: '' },
  n('image'),
  n('baseline'),
  { text: 'against' },
  n('ratio'),
  { text: '95 %' },
  { text: 'wanted' },
  { text: 'reached' },
];

function rowLine(row: Row): Line {
  const { name, image, baseline, against, value, spread, bar } = rowCells(row);
  return {
    cells: [
      { text: name },
      n(image),
      n(baseline),
      { text: against },
      n(value),
      { text: `${spread}${row.noise ? ' noisy' : ''}` },
      { text: bar },
      verdictCell(row),
    ],
    ...(row.noise ? { look: 'noisy' } : {}),
  };
}

const ownTable = ({ title, caption, head, lines }: Table): string =>
  [
    `<h3>${escape(title)}</h3>`,
    table(
      head.map((text, i) => (i ? n(text) : { text })),
      lines.map((cells) => ({ cells: cells.map((text, i) => (i ? n(text) : { text })) })),
    ),
    ...(caption ? [`<p class="soft">${escape(caption)}</p>`] : []),
  ].join('\n');

function notesOf({ notes, doubts }: SuiteReport): string[] {
  const all = [...doubts, ...notes];
  if (!all.length) return [];
  const list = `<ul>${all.map((note) => `<li>${escape(note)}</li>`).join('\n')}</ul>`;
  return [all.length > NOTES ? folded(`${all.length} notes`, list) : list];
}

function section(painter: Painter, suite: SuiteReport): string {
  const { name, title, about, rows, parameters, conditions, rounds, tables = [] } = suite;
  const set = parameterText(parameters);
  const steal =
    conditions.steal === null ? '' : `, ${(conditions.steal * 100).toFixed(1)} % of the CPUs' time taken by the host`;
  return [
    `<section id="${escape(name)}"><h2>${escape(name)}: ${escape(title)}</h2>`,
    `<p class="soft">${rounds} rounds in ${conditions.seconds.toFixed(0)} s${steal}${set ? `; parameters: ${escape(set)}` : ''}</p>`,
    folded('How it is measured', prose(about)),
    ...(rows.length ? [table(rowHead, rows.map(rowLine))] : ['<p>No results.</p>']),
    ...notesOf(suite),
    ...tables.map(ownTable),
    ...plotsOf(suite).map((plot) => figure(painter, plot)),
    '</section>',
  ].join('\n');
}

function overview(suites: readonly SuiteReport[]): string {
  const head = [{ text: 'suite' }, ...['rows', 'better', 'alike', 'worse', 'reached', 'too noisy', 'failed'].map(n)];
  const count = (number: number): Cell => n(number ? String(number) : '');
  const lines = suites.map(({ name, title, rows, failed }): Line => {
    const wanted = rows.filter((row) => reached(row) !== null);
    const { better, alike, worse } = counted(rows);
    return {
      cells: [
        { text: `${name}: ${title}`, look: 'wrap', link: `#${name}` },
        n(String(rows.length)),
        count(better),
        count(alike),
        count(worse),
        n(wanted.length ? `${wanted.filter((row) => reached(row)).length} of ${wanted.length}` : ''),
        count(rows.filter((row) => row.noise).length),
        count(failed.length),
      ],
    };
  });
  return table(head, lines);
}

const READING = `A program is compiled from one C source to an image and, where a compiler is installed, for the machine itself; where it is compared with
something else, the table names it. Both run by turns on the same CPUs. Figures are medians over the rounds. A ratio is the median of image / baseline
turn by turn, so that a machine that changes its speed does so for both; the range beside it is its 95 % confidence interval.

Better and worse are rows whose interval leaves out 1, alike those whose interval holds it. A row whose interval reaches further than 10 % from the median is
called too noisy: another run may differ by more. There is no mean over a whole suite, whose rows have nothing in common; where a suite's rows belong together it
has a row of its own for their geometric mean.`;

const factList = (report: Report): string =>
  `<dl class="facts">${facts(report)
    .map(([name, value]) => `<div><dt>${escape(name)}</dt> <dd>${escape(value)}</dd></div>`)
    .join('\n')}</dl>`;

export async function toHtml(report: Report, against?: Against): Promise<string> {
  const painter = await Painter.load();
  const plot = overviewPlot(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Measurements of hermit-wasm</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Measurements of hermit-wasm</h1>
${warnings(report)
  .map((text) => `<p class="bad">${escape(text)}</p>\n`)
  .join('')}${factList(report)}
${plot ? figure(painter, plot) : ''}
${overview(report.suites)}
${folded('How to read this', prose(READING))}
${against ? changeSection(painter, against) : ''}
${report.suites.map((suite) => section(painter, suite)).join('\n')}
</main>
</body>
</html>
`;
}
