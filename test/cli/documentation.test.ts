import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { benchOptions } from '../../loader/cli/bench-options.js';
import { exitCodes } from '../../loader/cli/errors.js';
import {
  cacheOptions,
  envOptions,
  inspectOptions,
  mainOptions,
  runOptions,
  topologyOptions,
  typesOptions,
} from '../../loader/cli/options.js';
import type { OptionTable } from '../../loader/cli/parse.js';
import { toolNames } from '../../loader/cc/names.js';
import { root } from '../support/folders.js';

const text = readFileSync(join(root, 'docs/command-line.md'), 'utf8');
const tables: Record<string, OptionTable> = {
  hermitWasm: mainOptions,
  runOptions,
  benchOptions,
  inspectOptions,
  topologyOptions,
  typesOptions,
  cacheOptions,
  envOptions,
};
const options = Object.values(tables).flatMap((table) => Object.values(table));
const variables = new Set(options.flatMap(({ env }) => env ?? []));

/** Words in code quotes, each option apart from its value. */
const named = new Set([...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, code]) => code!.split(/[\s,=|]+/)));

describe('docs/command-line.md', () => {
  it('names every option', () => {
    expect(options.flatMap(({ flags }) => flags).filter((flag) => !named.has(flag))).toEqual([]);
  });

  it('names every variable beside its option, and no other', () => {
    for (const { flags, env } of options) {
      if (!env) continue;
      const row = text.split('\n').find((line) => line.startsWith('|') && line.includes(`\`${env}\``));
      expect(row, env).toContain(flags.at(-1));
    }
    const elsewhere = new Set([
      'HERMIT_CACHE',
      'HERMIT_SOURCES',
      'HERMIT_CC_COMPILER',
      'HERMIT_CC_DAEMON',
      'HERMIT_CC_IDLE',
    ]);
    const written = [...text.matchAll(/\bHERMIT_(?!E)[A-Z_]*[A-Z]\b/g)].map(([name]) => name);
    expect(written.filter((name) => !variables.has(name) && !elsewhere.has(name))).toEqual([]);
  });

  it('names no option of run that does not exist', () => {
    const section = text.slice(text.indexOf('\n## run\n'), text.indexOf('\n## cc\n'));
    const rows = section.split('\n').filter((line) => line.startsWith('| `-'));
    const flags = new Set(Object.values(runOptions).flatMap((option): readonly string[] => option.flags));
    const listed = rows.flatMap((row) => row.split(' | ')[0]!.match(/-{1,2}[a-z][a-z0-9-]*/g) ?? []);
    expect(listed.length).toBeGreaterThan(20);
    expect(listed.filter((flag) => !flags.has(flag))).toEqual([]);
  });

  it('tells the exit codes and the tools', () => {
    const { signal: _, ...codes } = exitCodes;
    for (const code of Object.values(codes)) expect(text).toMatch(new RegExp(`^\\| ${code} `, 'm'));
    expect(toolNames.filter((name) => !named.has(name))).toEqual([]);
  });
});
