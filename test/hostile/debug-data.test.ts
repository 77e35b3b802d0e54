// Names and debug information that mean harm: counts that lie, lists that everything refers to, names that no pattern should meet.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { formatTrap } from '../../loader/wasm/backtrace.js';
import { Budget } from '../../loader/wasm/dwarf/budget.js';
import { sourceFrames } from '../../loader/wasm/dwarf.js';
import { functionNames } from '../../loader/wasm/names.js';
import { ModuleReader } from '../../loader/wasm/reader.js';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { half, leb, nameSection, named, partsOf, text, withSections, word } from '../support/sections.js';
import { run } from '../support/spawn.js';

/** A guest that can hold the loop holds it for longer, or for ever. */
const PAUSE_MS = 3000;

let functions: Buffer;
let withLines: Buffer;

beforeAll(async () => {
  functions = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp']));
  withLines = readFileSync(await compileImage([join(root, 'test/library/functions.c')], ['-fopenmp', '-g', '-O2']));
});

const sized = (bytes: number[]): number[] => [...word(bytes.length), ...bytes];

/** A line table of version 5 with these formats and counts of directories and files. */
const lineTable = (lists: number[], program: number[] = []): number[] =>
  sized([...half(5), 4, 0, ...sized([1, 1, 1, 0xfb, 14, 10, 0, 1, 1, 1, 1, 0, 0, 0, 1, ...lists]), ...program]);
/** Says that all of the first megabyte is of line 1. */
const ALL_CODE = [0, 5, 2, ...word(0), 1, 2, ...leb(1 << 20), 1, 0, 1, 1];
const NO_FILES = [0, 0, 0, 0];
const good = lineTable(NO_FILES, ALL_CODE);

const many = (count: number, item: number[]): number[] => Array.from({ length: count }, () => item).flat();
/** A unit of version 5, whose line table is the first. */
const unit = (entries: number[]): number[] => sized([...half(5), 1, 4, ...word(0), 1, ...word(0), ...entries]);
/** A unit with a line table; a function from 0 to the end with its name in the entry, in .debug_str, or by a list of ranges. */
const ABBREVIATIONS = [
  [1, 0x11, 1, 0x10, 0x17, 0, 0],
  [2, 0x2e, 0, 0x11, 0x01, 0x12, 0x06, 3, 0x08, 0, 0],
  [3, 0x2e, 0, 0x11, 0x01, 0x12, 0x06, 3, 0x0e, 0, 0],
  [4, 0x2e, 0, 0x55, 0x17, 3, 0x0e, 0, 0],
  [5, 0x2e, 0, 0x11, 0x01, 0x12, 0x06, 0x31, 0x10, 0, 0],
  [0],
].flat();

const attacks: [string, () => Record<string, number[] | Uint8Array>][] = [
  ['entries without bytes', () => ({ '.debug_line': lineTable([1, 1, 0x19, ...leb(2 ** 50), 0, 0], ALL_CODE) })],
  ['files without bytes', () => ({ '.debug_line': lineTable([0, 0, 1, 1, 0x19, ...leb(2 ** 50)], ALL_CODE) })],
  [
    'many formats without bytes',
    () => ({ '.debug_line': lineTable([0, 0, 255, ...many(255, [1, 0x19]), ...leb(2 ** 50)], ALL_CODE) }),
  ],
  [
    'paths that share a long text',
    () => ({
      '.debug_line': lineTable([0, 0, 1, 1, 0x1f, ...leb(100_000), ...many(100_000, word(0))], ALL_CODE),
      '.debug_line_str': Buffer.alloc(1 << 20, 'x'),
    }),
  ],
  ['many tables', () => ({ '.debug_line': Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from(good))) })],
  [
    'rows that all cover everything',
    () => ({
      '.debug_line': lineTable(NO_FILES, many(100_000, [0, 5, 2, ...word(0), 1, 2, ...leb(1 << 20), 1])),
    }),
  ],
  [
    'many functions at one place',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': ABBREVIATIONS,
      '.debug_info': unit([1, ...word(0), ...many(100_000, [2, ...word(0), ...word(1 << 20), 120, 0])]),
    }),
  ],
  [
    'names that share a long text',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': ABBREVIATIONS,
      '.debug_str': Buffer.alloc(1 << 20, 'x'),
      '.debug_info': unit([1, ...word(0), ...many(50_000, [3, ...word(0), ...word(1 << 20), ...word(0)])]),
    }),
  ],
  [
    'functions that share a long list of ranges',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': ABBREVIATIONS,
      '.debug_str': [0],
      '.debug_rnglists': [...many(100_000, [6, ...word(0), ...word(1 << 20)]), 0],
      '.debug_info': unit([1, ...word(0), ...many(50_000, [4, ...word(0), ...word(0)])]),
    }),
  ],
  [
    'functions that refer to themselves',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': ABBREVIATIONS,
      '.debug_info': unit([1, ...word(0), ...many(50_000, [5, ...word(0), ...word(1 << 20), ...word(17)])]),
    }),
  ],
  [
    'units that share long abbreviations',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': [...many(200_000, [9, 0x11, 0, 0, 0]), ...ABBREVIATIONS],
      '.debug_info': Buffer.concat(
        Array.from({ length: 20_000 }, (_, at) =>
          Buffer.from(sized([...half(5), 1, 4, ...word((at % 1000) * 5), 1, ...word(0)])),
        ),
      ),
    }),
  ],
  [
    'an attribute list without end',
    () => ({
      '.debug_line': good,
      '.debug_abbrev': [1, 0x11, 0, ...many(1_000_000, [3, 0x19])],
      '.debug_info': unit([1, ...word(0)]),
    }),
  ],
  ['a name for a pattern', () => ({ name: nameSection(new Map([[5, 'a:wasm-function['.repeat(5000)]])) })],
  ['names without end', () => ({ name: [1, ...leb(5_000_000), ...leb(2 ** 31), ...many(1_000_000, [5, 0])] })],
];

const trapAt = (image: Uint8Array): Parameters<typeof formatTrap>[0] => {
  const code = partsOf(image).find(({ kind }) => kind === 10)!;
  const frames = Array.from({ length: 100 }, (_, i) => ({ body: code.contents + 3, offset: code.contents + 10 + i }));
  return { isle: 0, core: 0, thread: 1, message: 'unreachable', frames };
};

describe('debug information that means harm', () => {
  it.each(attacks)('costs the backtrace and no more: %s', (_, sections) => {
    const image = withSections(functions, sections());
    const lines = formatTrap(trapAt(image), image);
    expect(lines[0]).toBe('isle 0, core 0, thread 1: trap: unreachable code was reached');
    expect(lines.length).toBeLessThan(60);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(2000);
    expect(functionNames(new ModuleReader(image)).size).toBeLessThan(1_000_000);
  });

  it('is read within a budget', () => {
    const image = withSections(functions, attacks[7]![1]());
    const { frames } = trapAt(image);
    const offsets = frames.map(({ offset }) => offset);
    // Enough for the lines, not for the functions.
    const few = sourceFrames(new ModuleReader(image), offsets, new Budget(2000, 100));
    expect([...few.values()].flat().every(({ name }) => name === undefined)).toBe(true);
    expect(sourceFrames(new ModuleReader(image), offsets, new Budget(10, 10)).size).toBe(0);
  });

  it('holds up no service: a trap is told, others are answered meanwhile', async () => {
    const folder = freshFolder();
    const files = attacks.map(([, sections], at) => {
      const file = join(folder, `${at}.wasm`);
      writeFileSync(file, withSections(functions, sections()));
      return file;
    });
    const { stdout, stderr, code } = await run(process.execPath, [join(root, 'test/hostile/debug-data.mjs'), ...files]);
    expect(code, stderr).toBe(0);
    const { told, longest, answered } = JSON.parse(stdout.toString()) as {
      told: string[];
      longest: number;
      answered: number;
    };
    for (const line of told)
      expect(line).toMatch(/^HERMIT_ETRAP divide: isle \d+, core \d+, thread \d+: trap: integer divide by zero/);
    expect(told).toHaveLength(attacks.length);
    expect(answered).toBeGreaterThan(0);
    expect(longest).toBeLessThan(PAUSE_MS);
  });

  it('ends no run otherwise than its trap does', async () => {
    const trap = readFileSync(await compileImage([join(root, 'test/hostile/trap.c')]));
    const file = join(freshFolder(), 'trap.wasm');
    for (const [what, sections] of [attacks[0]!, attacks[6]!, attacks.at(-2)!]) {
      writeFileSync(file, withSections(trap, sections()));
      const { code, stderr } = await hermit(['run', file]);
      expect({ code, first: stderr.split('\n')[0] }, what).toEqual({
        code: 134,
        first: expect.stringContaining('trap: unreachable code was reached') as unknown,
      });
    }
  });
});

describe('images that were compiled with -g, and changed', () => {
  it('are reported, wherever bytes were changed', () => {
    const start = seed();
    let state = start || 1;
    const next = (limit: number): number => (state = (state * 48271) % 0x7fffffff) % limit;
    const debug = partsOf(withLines).filter(({ kind, name }) => kind === 0 && /^(\.debug_|name$)/.test(name));
    const code = partsOf(withLines).find(({ kind }) => kind === 10)!;
    const reader = new ModuleReader(withLines);
    const bodies = reader.functions();
    for (let round = 0; round < runs(300); round++) {
      const image = Buffer.from(withLines);
      for (let left = 1 + next(12); left > 0; left--) {
        const { contents, end } = debug[next(debug.length)]!;
        const at = contents + next(Math.max(1, round % 2 ? end - contents : Math.min(200, end - contents)));
        if (next(3) > 0) image[at] = next(4) ? next(256) : 0xff;
        else image.copyWithin(at, contents + next(end - contents), contents + next(end - contents));
      }
      const frames = Array.from({ length: 1 + next(100) }, () => {
        const { offset, size } = bodies[next(bodies.length)]!;
        return next(9)
          ? { body: offset, offset: offset + next(size) }
          : { body: next(code.end), offset: next(code.end) };
      });
      const lines = formatTrap({ isle: 0, core: 0, thread: 1, message: 'unreachable', frames }, image);
      expect(lines.length, `seed ${start}, round ${round}`).toBeGreaterThan(1);
      expect(lines.join(''), `seed ${start}, round ${round}`).not.toMatch(/\p{Cc}/u);
    }
  });
});

// What the helpers make is read as it was meant.
it('a good table and a good name are told', () => {
  const image = withSections(functions, {
    '.debug_line': lineTable([1, 1, 8, 1, ...text('dir\0'), 1, 1, 8, 2, ...text('a.c\0b.c\0')], ALL_CODE),
    name: nameSection(new Map([[0, Buffer.from(named('x').subarray(1))]])),
  });
  expect(formatTrap(trapAt(image), image)[1]).toMatch(/ \(b\.c:1\)$/);
});
