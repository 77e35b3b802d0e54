// A report as one HTML file that needs nothing else: no network, no scripts. Drawings are SVG in the page.
import type { Plot, Row } from '../model.js';
import { number, reached } from '../support/rows.js';
import type { Report, SuiteReport } from './document.js';
import { facts, parameterText } from './facts.js';
import { Painter } from './plots.js';
import { meanRatio, plotsOf } from './ratios.js';
import { style } from './style.js';
import { machineLines, spreadText, valueText } from './table.js';

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => entities[c]!);

interface Cell {
  text: string;
  /** Of the style: n for numbers, wrap for prose. */
  look?: string;
}

const n = (text: string): Cell => ({ text, look: 'n' });
const cell = (tag: string, { text, look }: Cell): string =>
  `<${tag}${look ? ` class="${look}"` : ''}>${escape(text)}</${tag}>`;

interface Line {
  cells: readonly Cell[];
  look?: string;
}

function table(head: readonly Cell[], lines: readonly Line[]): string {
  const body = lines.map(
    ({ cells, look }) => `<tr${look ? ` class="${look}"` : ''}>${cells.map((c) => cell('td', c)).join('')}</tr>`,
  );
  const first = head.length ? `<thead><tr>${head.map((c) => cell('th', c)).join('')}</tr></thead>` : '';
  return `<div class="scroll"><table>${first}<tbody>\n${body.join('\n')}\n</tbody></table></div>`;
}

const prose = (text: string): string =>
  text
    .split(/\n\s*\n/)
    .map(
      (paragraph) => `<p>${escape(paragraph.replace(/\s*\n\s*/g, ' ')).replace(/`([^`]+)`/g, '<code>$1</code>')}</p>`,
    )
    .join('\n');

function verdictCell(row: Row): Cell {
  const good = reached(row);
  return good === null ? { text: '' } : good ? { text: '✓ yes', look: 'good' } : { text: '✗ no', look: 'bad' };
}

const rowHead: readonly Cell[] = [
  { text: '' },
  n('image'),
  n('native'),
  { text: '' },
  n('ratio or value'),
  { text: '95 %' },
  { text: 'wanted' },
  { text: 'reached' },
];

const rowLine = (row: Row): Line => ({
  cells: [
    { text: row.name },
    n(number(row.image)),
    n(number(row.native)),
    { text: row.unit },
    n(valueText(row)),
    { text: `${row.value === null ? '' : spreadText(row)}${row.noise ? ' too noisy' : ''}` },
    { text: row.bar?.text ?? '' },
    verdictCell(row),
  ],
  ...(row.noise ? { look: 'noisy' } : {}),
});

function figure(painter: Painter, plot: Plot): string {
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

function section(painter: Painter, suite: SuiteReport): string {
  const { name, title, about, rows, parameters, conditions, rounds } = suite;
  const notes = [...suite.notes, ...suite.doubts];
  const set = parameterText(parameters);
  const steal =
    conditions.steal === null ? '' : `, ${(conditions.steal * 100).toFixed(1)} % of the CPUs' time taken by the host`;
  return [
    `<section id="${escape(name)}"><h2>${escape(name)}: ${escape(title)}</h2>`,
    prose(about),
    `<p class="soft">${rounds} rounds in ${conditions.seconds.toFixed(0)} s${steal}${set ? `; parameters: ${escape(set)}` : ''}</p>`,
    ...(rows.length ? [table(rowHead, rows.map(rowLine))] : ['<p>No results.</p>']),
    ...(notes.length ? [`<ul>${notes.map((note) => `<li>${escape(note)}</li>`).join('\n')}</ul>`] : []),
    ...plotsOf(suite).map((plot) => figure(painter, plot)),
    '</section>',
  ].join('\n');
}

function overview(suites: readonly SuiteReport[]): string {
  const head = ['rows', 'mean ratio', 'wanted and reached', 'too noisy', 'failed'].map(n);
  const lines = suites.map(({ name, title, rows, failed }): string => {
    const wanted = rows.filter((row) => reached(row) !== null);
    const mean = meanRatio(rows);
    const cells = [
      n(String(rows.length)),
      n(mean === null ? '–' : `${number(mean)}×`),
      n(wanted.length ? `${wanted.filter((row) => reached(row)).length} of ${wanted.length}` : '–'),
      n(String(rows.filter((row) => row.noise).length || '–')),
      n(String(failed.length || '–')),
    ];
    const link = `<a href="#${escape(name)}">${escape(name)}</a> ${escape(title)}`;
    return `<tr><td class="wrap">${link}</td>${cells.map((c) => cell('td', c)).join('')}</tr>`;
  });
  const first = `<thead><tr><th>suite</th>${head.map((c) => cell('th', c)).join('')}</tr></thead>`;
  return `<div class="scroll"><table>${first}<tbody>\n${lines.join('\n')}\n</tbody></table></div>`;
}

const READING = `Every program is compiled from the same C source to an image and, where a compiler is installed, for the machine itself. Both run by turns
on the same CPUs. Figures are medians over the rounds. A ratio is the median of image / native turn by turn, so that a machine that changes its
speed does so for both; the range beside it is its 95 % confidence interval. A row whose interval reaches further than 10 % from the median is
called too noisy: another run may differ by more. Mean ratios are geometric, with rates turned over, so that less is better.`;

export async function toHtml(report: Report): Promise<string> {
  const painter = await Painter.load();
  const interrupted = report.interrupted
    ? '<p class="bad">The run was interrupted: these are the results until then.</p>\n'
    : '';
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
<p class="soft">${escape(`${machineLines(report.environment)[0]!}; ${report.environment.date.slice(0, 10)}`)}</p>
${interrupted}${prose(READING)}
${overview(report.suites)}
${report.suites.map((suite) => section(painter, suite)).join('\n')}
<section id="machine"><h2>The machine and the run</h2>
${table(
  [],
  facts(report).map(([name, value]) => ({ cells: [{ text: name }, { text: value, look: 'wrap' }] })),
)}
</section>
</main>
</body>
</html>
`;
}
