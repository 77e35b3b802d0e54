// Images that take more than the memory that they are given.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import wabt from 'wabt';
import { limits, type LimitName } from '../../loader/wasm/limits.js';
import { freshFolder, root } from '../support/folders.js';
import { compileImage } from '../support/image.js';
import { runs, seed } from '../support/runs.js';
import { run } from '../support/spawn.js';
import { body, section, wasiProgram } from '../support/module.js';
import { declared, passing } from './declared.js';

const image = (more: string): string => `(module
  (import "hermit_3" "halt" (func $halt))
  (import "env" "memory" (memory 1 2 shared))
  ${more}
  (func (export "hermit_boot") (call $halt)))`;

async function check(text: string): Promise<string> {
  const { checkImage } = (await import(
    join(root, 'dist/loader/wasm/image.js')
  )) as typeof import('../../loader/wasm/image.js');
  const { parseWat } = await wabt();
  const features = { threads: true, multi_memory: true } as Parameters<typeof parseWat>[2];
  const module = parseWat('image.wat', text, features);
  try {
    checkImage('image', module.toBinary({}).buffer);
    return 'good';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    module.destroy();
  }
}

describe('an image', () => {
  it.each([
    ['nothing more', '', 'good'],
    ['a table of a fixed size', '(table 10 10 funcref)', 'good'],
    ['a large table of a fixed size', '(table 100000 100000 funcref)', 'good'],
    ['a memory of its own', '(memory 1 65536)', 'HERMIT_EMODULE'],
    ['a table without a maximum', '(table 1 funcref)', 'HERMIT_EIMAGE'],
    ['a table that can grow far', '(table 1 10000000 externref)', 'HERMIT_EIMAGE'],
  ])('with %s', async (_, more, expected) => {
    expect(await check(image(more))).toBe(expected);
  });
});

type Modules = typeof import('../../loader/machine/inspect.js') & typeof import('../../loader/wasm/bodies.js');

/** Checks a module as a service does, without giving it to V8. */
async function checked(bytes: Uint8Array): Promise<string> {
  const { inspect } = (await import(join(root, 'dist/loader/machine/inspect.js'))) as Modules;
  const { checkBodies } = (await import(join(root, 'dist/loader/wasm/bodies.js'))) as Modules;
  try {
    const { module, definitions } = inspect('module', bytes);
    checkBodies('module', module, definitions);
    return 'good';
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  }
}

describe('every limit of modules', () => {
  it.each(Object.keys(limits) as LimitName[])('%s: holds what goes beyond it, and names it', async (limit) => {
    const { most } = limits[limit];
    // Some are met in steps: joins by the width of a function, all locals by their function's.
    const steps: Partial<Record<LimitName, number>> = { joins: 2000, allLocals: 50_000, constant: 2 };
    expect(await checked(declared[limit](most + (steps[limit] ?? 1)))).toMatch(
      limit === 'sections'
        ? /^HERMIT_EIMAGE.*more than 1000 sections/
        : new RegExp(`^HERMIT_EMODULE.*expected at most ${most} \\(${limit}\\)`),
    );
    // Up to it: what compilers take is left to a test of its own.
    const within = limit === 'joins' ? most / 2 : limit === 'memories' ? 1 : most;
    expect(await checked(declared[limit](within))).toBe('good');
  });
});

describe('nodes of one function: counts what', () => {
  const { most } = limits.nodes;
  const thrown = 64 * limits.tagValues.most;
  it.each<[string, number, number[]]>([
    ['a call passes', 2000, [0x10, 1]],
    ['an indirect call passes', 2000, [0x11, 1, 0]],
    ['a tail call passes', 2000, [0x12, 1]],
    ['an indirect tail call passes', 2000, [0x13, 1, 0]],
    ['a block passes', 2000, [0x02, 1, 0, 0x0b]],
    ['a throw passes', thrown, [0x08, 0]],
    ['a catch passes', thrown, [0x06, 0x40, 0x07, 0, 0, 0x0b]],
  ])('%s', async (_, each, code) => {
    const within = Math.floor(most / each);
    expect(await checked(passing(within, code))).toBe('good');
    expect(await checked(passing(within + 1, code))).toMatch(/^HERMIT_EMODULE.*\(nodes\)/);
  });
});

it('docs/modules.md has every limit, with its bound and reason', () => {
  const rows = [
    ...readFileSync(join(root, 'docs/modules.md'), 'utf8').matchAll(/^\| `(\w+)` *\| (\d+) *\| (.*?) *\| (.*?) *\|$/gm),
  ];
  const expected = Object.entries(limits).map(([limit, { most, what, why }]) => [limit, String(most), what, why]);
  expect(rows.map(([, ...columns]) => columns)).toEqual(expected);
});

describe('what is not known is refused before V8 sees it', () => {
  const code = (...bytes: number[]): Buffer => wasiProgram({ 10: section(10, [1], body([0], bytes)) });
  it.each([
    ['a structure of the garbage collector', wasiProgram({ 1: section(1, [2, 0x60, 0, 0, 0x5f, 0]) })],
    ['a recursive group of types', wasiProgram({ 1: section(1, [1, 0x4e, 1, 0x60, 0, 0]) })],
    ['references to a type', wasiProgram({ 4: section(4, [1, 0x63, 0x70, 0, 1]) })],
    ['a table with a value at first', wasiProgram({ 4: section(4, [1, 0x40, 0, 0x70, 0, 1, 0xd0, 0x70, 0x0b]) })],
    ['a table of 64 bits', wasiProgram({ 4: section(4, [1, 0x70, 4, 1]) })],
    ['a shared table', wasiProgram({ 4: section(4, [1, 0x70, 3, 1, 1]) })],
    ['a memory of 64 bits', wasiProgram({ 5: section(5, [1, 4, 1]) })],
    ['pages of another size', wasiProgram({ 5: section(5, [1, 8, 1, 0]) })],
    ['a global of any reference', wasiProgram({ 6: section(6, [1, 0x6e, 0, 0xd0, 0x6e, 0x0b]) })],
    ['a constant that makes an object', wasiProgram({ 6: section(6, [1, 0x6f, 0, 0xfb, 0, 0, 0x0b]) })],
    ['a segment of an unknown kind', wasiProgram({ 9: section(9, [1, 8, 0]) })],
    ['an instruction of the garbage collector', code(0xfb, 0x1c)],
    ['a call by reference', code(0x14, 0)],
    ['a numeric instruction', code(0xfc, 0x20)],
    ['a vector instruction', code(0xfd, 0x94, 0x02)],
    ['an atomic instruction', code(0xfe, 0x4f)],
    ['locals of an unknown type', wasiProgram({ 10: section(10, [1], body([1, 1, 0x6e], [])) })],
  ])('%s', async (_, bytes) => expect(await checked(bytes)).toMatch(/^HERMIT_EMODULE/));
});

it('mutants of modules end in an error with a code, or within their limits', async () => {
  const grows = join(freshFolder(), 'grows.wasm');
  // Its table and its memory grow as far as they may.
  const loop = (grow: number[]): number[] => [0x03, 0x40, ...grow, 0x41, 0, 0x4e, 0x0d, 0, 0x0b];
  const code = [...loop([0xd0, 0x70, 0x41, 100, 0xfc, 15, 0]), ...loop([0x41, 1, 0x40, 0])];
  writeFileSync(grows, wasiProgram({ 4: section(4, [1, 0x70, 0, 1]), 10: section(10, [1], body([0], code)) }));
  const files = [grows, await compileImage([join(root, 'apps/hello/hello.c')])];
  const chosen = seed();
  const { code: exit, stderr } = await run(process.execPath, [
    join(root, 'test/hostile/mutants.mjs'),
    String(chosen),
    String(runs(100)),
    ...files,
  ]);
  expect(exit, `HERMIT_SEED=${chosen}: ${stderr}`).toBe(0);
});
