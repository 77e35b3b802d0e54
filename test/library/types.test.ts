// What `hermit-wasm types` writes: it compiles under strict TypeScript, and calls what it says.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';

const folder = freshFolder();
const main = join(root, 'dist/loader/cli/main.js');

function node(...args: string[]): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  return { status, text: stdout + stderr };
}

const PROGRAM = `
import { boot, createPool } from 'hermit-wasm';
import { readFileSync } from 'node:fs';
import { type Address, bind, type Functions, load, type Loaded, type point, type record } from './declared.mjs';

const loaded: Loaded = await load({ memory: 32 << 20 });
const functions: Functions = loaded.functions;
const ones = new Float64Array([1, 2, 3]);
const dot: number = await functions.dot(ones, ones, 1, new Float32Array([0.5]), new Float32Array(4));
const big: bigint = await functions.uint64(5n);
const truth: boolean = await functions.truth(true);
const points: point[] = [{ x: 1, y: 1 }, { x: 2, y: 2 }];
await functions.shift(points, 2, 0.5);
const one: record = { id: 4, name: 'abcd', at: { x: 1, y: 2 }, big: 5n, flags: [1, 2, 3], ok: true, pointer: null };
await functions.change(one);
const pointer: Address = await functions.give();
const applied: number = await functions.apply(pointer);
const length: number = await functions.length('abc');
const title: string | undefined = await functions.title();
const wrong = [
  // @ts-expect-error An array of other elements.
  await functions.dot(new Float32Array(3), ones, 1, new Float32Array(1), new Float32Array(4)).catch((error) => error.code),
  // @ts-expect-error A number for a bigint.
  await functions.uint64(5).catch((error) => error.code),
  // @ts-expect-error A field less.
  await functions.norm({ x: 1 }).catch((error) => error.code),
  // @ts-expect-error C cannot call it.
  await functions.apply(() => 1).catch((error) => error.code),
  // @ts-expect-error What is changed is no string.
  await functions.shout('x').catch((error) => error.code),
];
await loaded.machine.halt();
const pool = await createPool(readFileSync('declared.wasm'), { size: 1 });
const norm: number = await bind(pool).norm({ x: 1, y: 2 });
await pool.close();
console.log(JSON.stringify([dot, String(big), truth, points[1], one.id, one.name, applied, length, title, wrong, norm, typeof boot]));
`;

beforeAll(() => {
  copyFileSync(join(root, 'test/library/declared.c'), join(folder, 'declared.c'));
  mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/hermit-wasm'));
  symlinkSync(join(root, 'node_modules/@types/node'), join(folder, 'node_modules/@types/node'));
  writeFileSync(join(folder, 'program.mts'), PROGRAM);
});

it('compiles under strict TypeScript and calls what it says', () => {
  const made = node(main, 'types', 'declared.c');
  expect(made.status, made.text).toBe(0);
  expect(made.text.match(/note: .*left out/g)).toHaveLength(2);
  const strict = [
    '--strict',
    '--noUncheckedIndexedAccess',
    '--exactOptionalPropertyTypes',
    '--types',
    'node',
    '--target',
    'es2022',
  ];
  const built = node(join(root, 'node_modules/typescript/bin/tsc'), ...strict, '--module', 'nodenext', 'program.mts');
  expect(built).toEqual({ status: 0, text: '' });
  const codes = ['HERMIT_EARGUMENT', 'HERMIT_EARGUMENT', 'HERMIT_EARGUMENT', 'HERMIT_EARGUMENT', 'HERMIT_EARGUMENT'];
  const ran = node('program.mjs');
  expect(JSON.parse(ran.text)).toEqual([
    14.5,
    '5',
    true,
    { x: 2.5, y: 2 },
    5,
    'ab',
    42,
    3,
    'declared',
    codes,
    21,
    'function',
  ]);
});

it('is written beside an image too, and over nothing that somebody else has written', () => {
  expect(node(main, 'types', 'declared.wasm', '-o', 'other.mjs').status).toBe(0);
  expect(readFileSync(join(folder, 'other.mjs'), 'utf8')).toContain('"./declared.wasm"');
  writeFileSync(join(folder, 'own.mjs'), 'export {};\n');
  const refused = node(main, 'types', 'declared.wasm', '-o', 'own.mjs');
  expect([refused.status, refused.text]).toEqual([
    125,
    expect.stringContaining('own.mjs: expected a module that hermit-wasm types'),
  ]);
  const linked = node(main, 'cc', '--types', 'declared.c', '-o', 'linked.wasm');
  expect([linked.status, existsSync(join(folder, 'linked.d.mts'))]).toEqual([0, true]);
  expect(node(main, 'types', 'nothing.c').status).toBe(127);
});
