import { describe, expect, it } from 'vitest';
import type { Plot } from '../../bench/model.js';
import { compareReports } from '../../bench/report/compare.js';
import { exportTo, render } from '../../bench/report/exports.js';
import { parseReport, toJson } from '../../bench/report/json.js';
import { figure, most, row } from '../../bench/support/rows.js';
import { calmRow, report, suiteReport } from './fixture.js';

const x = { label: 'time', unit: 's' };
const y = { label: 'gap', unit: 'ns', log: true };
const points = [
  [1, 10],
  [2, 1000],
  [3, 20],
] as const;
const plots: Plot[] = [
  ...(['scatter', 'series', 'spectrum', 'ccdf', 'lines'] as const).map((kind): Plot => ({
    kind,
    title: `a ${kind}`,
    x,
    y,
    series: [{ name: 'one <series>', role: 'image', points }],
  })),
  {
    kind: 'ccdf',
    title: 'panels with a border',
    x,
    y,
    panels: true,
    marks: [{ x: 2, text: 'noise' }],
    series: [
      { name: 'first', role: 'image', points },
      { name: 'second', role: 'native', points },
      { name: 'third, on no axis', points: [[1, 0]] },
    ],
  },
];
const nothing: Plot = { kind: 'scatter', title: 'nothing at all', x, y, series: [{ name: 'none', points: [] }] };
const whole = report([
  suiteReport(
    'calls',
    [
      { ...calmRow('a, "quoted" | row', 50), bar: most(0.6) },
      figure('size', 40, 'KiB'),
      row({ name: 'failed', unit: 'ns', image: null, native: null }),
    ],
    {
      notes: ['clang is <absent>'],
      plots: [...plots, nothing],
      tables: [{ title: 'a table', caption: 'of its own', head: ['', 'first'], lines: [['of <it>', '5 | 6']] }],
      parameters: { size: [8, 64], chosen: [] },
    },
  ),
  suiteReport('basic', [
    { ...calmRow('getpid (kernel)', 50), against: 'another' },
    calmRow('pthread_create and join', 150),
  ]),
]);
const rendered = (form: string): Promise<string> => render(whole, exportTo(`x.${form}`));

describe('where exports go', () => {
  it('files by their ending, forms by their name', () => {
    expect(exportTo('a.b.HTML')).toEqual({ form: 'html', file: 'a.b.HTML' });
    expect(exportTo('a.rows.json')).toEqual({ form: 'rows.json', file: 'a.rows.json' });
    expect(exportTo('rows.json')).toEqual({ form: 'json', file: 'rows.json' });
    expect(exportTo('json')).toEqual({ form: 'json', file: null });
  });

  it.each(['html', 'report', 'report.xml', '.', ''])('%j is refused in words', (text) => {
    expect(() => exportTo(text)).toThrow(/\.json, \.csv, \.md, \.html/);
  });
});

describe('JSON', () => {
  it('comes back as it was, samples and all', async () => {
    const back = parseReport(await rendered('json'), 'x.json');
    expect(back).toEqual(JSON.parse(JSON.stringify(whole)));
    expect(back.suites[0]!.rows[0]!.samples!.image).toHaveLength(7);
  });

  it.each([
    ['not JSON', 'hello', /x\.json.*not JSON/],
    ['JSON of something else', '{"a": 1}', /x\.json.*expected a report/],
    ['null', 'null', /expected a report/],
    [
      'the first format',
      '{"environment": {}, "cpus": [0], "rounds": 7, "results": {}}',
      /version 1, this command reads version 2/,
    ],
    ['a later format', '{"format": "hermit-wasm bench", "version": 99}', /version 99/],
    ['a damaged report', '{"format": "hermit-wasm bench", "version": 2, "suites": [{"name": 1}]}', /damaged/],
  ])('%s is refused in words', (_, text, message) => {
    expect(() => parseReport(text, 'x.json')).toThrow(message);
  });

  it('has a format version and all that a person needs to repeat the run', () => {
    const { version, environment, settings } = JSON.parse(toJson(whole)) as typeof whole;
    expect(version).toBe(2);
    expect(environment).toMatchObject({ cpu: 'A CPU', node: '20.20.2', gcc: 'gcc 12' });
    expect(settings.command).toEqual(['calls', '-r', '7']);
  });
});

describe('JSON of the rows', () => {
  it('has each row in a line with its samples, and not what only plots need', async () => {
    const text = await rendered('rows.json');
    const back = parseReport(text, 'x.rows.json');
    for (const [i, { rows }] of back.suites.entries()) {
      for (const [j, { samples, ...row }] of rows.entries()) {
        const { samples: all, ...expected } = whole.suites[i]!.rows[j]!;
        expect(row).toEqual(JSON.parse(JSON.stringify(expected)));
        expect(samples?.image).toEqual(all?.image.map((v) => expect.closeTo(v, 3)));
      }
    }
    expect(back.suites[0]).toMatchObject({ plots: [], samples: null, tables: whole.suites[0]!.tables });
    expect(text.split('\n').filter((line) => line.startsWith('{"name":"failed"'))).toHaveLength(1);
    expect(await render(back, exportTo('x.md'))).toBe(await rendered('md'));
  });
});

describe('CSV', () => {
  it('has a line for each row, cells with commas and quotes in quotes', async () => {
    const lines = (await rendered('csv')).split('\r\n');
    expect(lines).toHaveLength(7);
    expect(lines[0]).toBe('suite,row,unit,image,baseline,against,value,is_ratio,low,high,samples,bar,reached,noise');
    expect(lines[1]).toMatch(
      /^calls,"a, ""quoted"" \| row",ns,50,100,native,0\.5,yes,0\.4[\d.]+,0\.5[\d.]+,7,≤ 0\.6×,yes,$/,
    );
    expect(lines[2]).toBe('calls,size,KiB,40,,,40,no,,,,,,');
    expect(lines[3]).toBe('calls,failed,ns,,,,,yes,,,,,,');
  });
});

describe('Markdown', () => {
  it('has a table whose cells keep their columns, notes and the machine', async () => {
    const text = await rendered('md');
    const table = text.split('\n').filter((line) => line.startsWith('|'));
    expect(new Set(table.slice(0, 5).map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(
      new Set([10]),
    );
    expect(text).toContain('a, "quoted" \\| row');
    expect(text).toContain('| of &lt;it> | 5 \\| 6 |');
    expect(text).toContain('- clang is &lt;absent>');
    expect(text).toContain('A CPU');
    expect(text).toContain('`size=8,64`');
    expect(text).not.toContain('chosen=');
  });
});

describe('HTML', () => {
  it('is one file without scripts and without anything from elsewhere', async () => {
    const text = await rendered('html');
    expect(text).not.toMatch(/<script|\bsrc=|<link|@import|url\((?!#)/);
    expect(text.replaceAll('http://www.w3.org/', '')).not.toMatch(/https?:/);
    expect(text).toContain('name="viewport"');
    expect(text).toContain('prefers-color-scheme: dark');
  });

  it('has every plot twice, for screens and phones, and its own of the ratios', async () => {
    const text = await rendered('html');
    // Those of the suite, of its rows, of two baselines in the other suite together, and of rows that stand for all.
    expect(text.match(/<svg/g)).toHaveLength(2 * (plots.length + 3));
    for (const { title } of plots) expect(text).toContain(`<h3>${title}</h3>`);
    expect(text).toContain('<h3>Beside the native program</h3>');
    expect(text).toContain('getpid · another');
    expect(text).not.toContain('NaN');
  });

  it('draws no empty axes, and says what has nothing to draw', async () => {
    const text = await rendered('html');
    expect(text).not.toContain('nothing at all');
    expect(text).toContain('Nothing to draw of: third, on no axis.');
    expect(text).toContain('>noise</text>');
  });

  it('has the machine and the flags before the first figure, and names of columns beside the figures of a phone', async () => {
    const text = await rendered('html');
    const head = text.slice(0, text.indexOf('<figure'));
    for (const fact of ['A CPU', '-O3', 'calls -r 7', '20.20.2', 'koffi']) expect(head).toContain(fact);
    expect(text).toMatch(/<td class="n" data-label="ratio">0\.500×<\/td>/);
  });

  it('says above all figures why they are less to be relied on', async () => {
    const doubts = ['the machine was busy'];
    const noisy = { ...calmRow('a', 50), noise: 'too noisy' };
    const busy = report([suiteReport('calls', [noisy, calmRow('b', 50)], { doubts })]);
    for (const form of ['html', 'md']) {
      const text = await render(busy, exportTo(`x.${form}`));
      expect(text.indexOf('too noisy for 1 of 2 rows')).toBeGreaterThan(0);
      expect(text.indexOf('calls: the machine was busy')).toBeLessThan(text.indexOf('50.0 ns'));
      expect(await rendered(form)).not.toContain('too noisy for');
    }
  });

  it('compares with an earlier report, with effect sizes', async () => {
    const old = report([suiteReport('basic', [calmRow('getpid (kernel)', 25), calmRow('gone', 1)])]);
    const against = { file: 'old.json', comparison: compareReports(old, whole) };
    const text = await render(whole, exportTo('x.html'), against);
    expect(text).toContain('0 got better and 1 got worse');
    expect(text).toContain('basic: getpid (kernel)');
    expect(text).toContain('1.00 large');
    expect(text).toContain('Only then: basic: gone');
    expect(await render(whole, exportTo('x.md'), against)).toMatch(
      /\| basic: getpid \(kernel\) +\| +0.250× .*1\.00 large/,
    );
  });

  it('escapes what suites say', async () => {
    const text = await rendered('html');
    expect(text).toContain('clang is &lt;absent&gt;');
    expect(text).toContain('<code>code</code> &amp; &lt;signs&gt;');
    expect(text).not.toContain('<series>');
  });
});

describe('SVG', () => {
  it('is a picture of its own of the mean ratios', async () => {
    const text = await rendered('svg');
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(text).toContain('0.500×');
    expect(text).toContain('pthread_create and join');
    expect(text).toContain('prefers-color-scheme');
  });

  it('says that there is nothing to draw', async () => {
    const nothing = report([suiteReport('s', [figure('size', 40, 'KiB')])]);
    await expect(render(nothing, exportTo('x.svg'))).rejects.toThrow(/a picture needs ratios/);
  });
});
