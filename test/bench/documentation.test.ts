import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';

const suites = createRequire(__filename)(join(root, 'dist/bench/suites.js')) as typeof import('../../bench/suites.js');
const text = readFileSync(join(root, 'docs/bench.md'), 'utf8');

describe('docs/bench.md', () => {
  it('has a row for every suite, in their order', () => {
    const section = text.slice(text.indexOf('\n## Suites\n'), text.indexOf('\n## Noise\n'));
    const rows = [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name);
    expect([...rows].sort()).toEqual([...suites.suiteNames].sort());
  });

  it('suites say what they measure, how long they take, and parameters within their own limits', () => {
    for (const name of suites.suiteNames) {
      const suite = suites.loadSuite(name);
      expect(suite.name).toBe(name);
      expect(suite.about.length).toBeGreaterThan(80);
      expect(suite.seconds).toBeGreaterThan(0);
      for (const { default: values, least, most } of Object.values(suite.parameters ?? {})) {
        expect(values.filter((v) => v < least || v > most)).toEqual([]);
      }
    }
  });
});
