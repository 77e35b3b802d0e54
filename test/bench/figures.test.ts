// docs/figures.md and the picture are the kept run, and nothing was typed in.
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportTo, render } from '../../bench/report/exports.js';
import { readReport } from '../../bench/report/json.js';
import { keyNames, keyRows } from '../../bench/report/key-rows.js';
import { remarks } from '../../bench/report/remarks.js';
import { root } from '../support/folders.js';

const suites = createRequire(__filename)(join(root, 'dist/bench/suites.js')) as typeof import('../../bench/suites.js');
const file = join(root, 'bench/kept/figures.rows.json');
const kept = readReport(file);
const AGAIN = 'make it again: npx hermit-wasm bench --from bench/kept/figures.rows.json --export';

describe('the kept run', () => {
  it('has whole suites in their order, and is small', () => {
    expect(kept.interrupted).toBe(false);
    const measured = kept.suites.map(({ name }) => name);
    expect(measured).toEqual(suites.suiteNames.filter((name) => measured.includes(name)));
    expect(kept.suites.flatMap(({ failed }) => failed)).toEqual([]);
    expect(statSync(file).size).toBeLessThan(400_000);
  });

  it('has every row that stands for its suite', () => {
    for (const { name, rows } of kept.suites) {
      expect(rows.map((row) => row.name)).toEqual(expect.arrayContaining([...(keyNames[name] ?? [])]));
    }
    const shown = keyRows(kept).map(({ label, row }) => `${label} ${row.against}`);
    expect(new Set(shown).size).toBe(shown.length);
  });
});

describe('documents made of it', () => {
  it.each(['docs/figures.md', 'docs/images/bench.svg'])('%s is what the run gives', async (path) => {
    const text = await render(kept, exportTo(path));
    expect(readFileSync(join(root, path), 'utf8') === text, `${path} is not of the kept run; ${AGAIN} ${path}`).toBe(
      true,
    );
  });

  it('remarks are on suites that there are, without figures of a run', () => {
    for (const [name, text] of Object.entries(remarks)) {
      expect(suites.suiteNames).toContain(name);
      expect(text).not.toMatch(/\d\s*(×|%|ns|µs|ms|GB\/s|MB\/s)/);
    }
  });
});
