import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

async function runText(text: string, options: string[] = [], args: string[] = []) {
  const file = join(freshFolder(), 'program.wat');
  writeFileSync(file, `(module ${text})`);
  return hermit(['run', ...options, file, ...args]);
}

const W = '"wasi_snapshot_preview1"';
const exit = `(import ${W} "proc_exit" (func $exit (param i32)))`;
const memory = '(memory (export "memory") 1)';
const spawn = '(import "wasi" "thread-spawn" (func (param i32) (result i32)))';

describe('what is no program: 126 and why', () => {
  it.each([
    [
      'an import that nobody provides',
      `(import ${W} "fd_fly" (func)) ${memory} (func (export "_start"))`,
      /preview1\.fd_fly, which is not/,
    ],
    [
      'one of another module',
      `${exit} (import "env" "f" (func)) ${memory} (func (export "_start"))`,
      /env\.f, which is not provided/,
    ],
    [
      'one of a wrong type',
      `(import ${W} "fd_close" (func (param i64) (result i32))) ${memory} (func (export "_start"))`,
      /fd_close as \(i64\) -> \(i32\), expected \(i32\) -> \(i32\)/,
    ],
    ['a global', `${exit} (import "env" "g" (global i32)) ${memory} (func (export "_start"))`, /env\.g, a global/],
    [
      'an older snapshot',
      `(import "wasi_unstable" "proc_exit" (func (param i32))) ${memory} (func (export "_start"))`,
      /before preview 1/,
    ],
    ['no memory', `${exit} (func (export "_start"))`, /a memory/],
    ['a memory that is not exported', `${exit} (memory 1) (func (export "_start"))`, /exported as `memory`/],
    ['no entry', `${exit} ${memory}`, /_start \(a command\) or _initialize/],
    [
      'two entries',
      `${exit} ${memory} (func (export "_start")) (func (export "_initialize"))`,
      /both _start and _initialize/,
    ],
    ['an entry with parameters', `${exit} ${memory} (func (export "_start") (param i32))`, /_start as \(i32\) -> \(\)/],
    [
      'an entry that is none',
      `${exit} ${memory} (global (export "_start") i32 (i32.const 0))`,
      /_start to be a function/,
    ],
    ['threads in a memory of its own', `${spawn} ${memory} (func (export "_start"))`, /import a shared memory/],
    [
      'threads that begin nowhere',
      `${spawn} (import "env" "memory" (memory 1 2 shared)) (func (export "_start"))`,
      /wasi_thread_start/,
    ],
    [
      'a start function that traps',
      `${memory} (start $s) (func $s unreachable) (func (export "_start"))`,
      /start function trapped: unreachable/,
    ],
  ])('%s', async (_, text, words) => {
    const { code, stderr } = await runText(text);
    expect(stderr).toMatch(words);
    expect(code).toBe(126);
  });
});

describe('a module', () => {
  it('may have no imports at all', async () =>
    expect((await runText(`${memory} (func (export "_start"))`)).code).toBe(0));

  it('may be a reactor', async () => {
    const { code } = await runText(`${exit} ${memory} (func (export "_initialize") (call $exit (i32.const 9)))`);
    expect(code).toBe(9);
  });

  it('has its code passed on', async () => {
    const { code } = await runText(`${exit} ${memory} (func (export "_start") (call $exit (i32.const 77)))`);
    expect(code).toBe(77);
  });

  it('that traps is reported: 134', async () => {
    const { code, stderr } = await runText(`${memory} (func $deep unreachable) (func (export "_start") (call $deep))`);
    expect(stderr).toMatch(/unreachable code was reached\n {2}at deep/);
    expect(code).toBe(134);
  });

  it('imports its memory under any name, and gets exactly what it says', async () => {
    const text = `${exit} (import "some" "where" (memory 2 5 shared))
      (func (export "_start")
        (call $exit (i32.add (i32.mul (memory.size) (i32.const 100)) (i32.add
          (i32.mul (memory.grow (i32.const 3)) (i32.const 10)) (i32.eq (memory.grow (i32.const 1)) (i32.const -1))))))`;
    expect((await runText(text)).code).toBe(221);
  });

  it('grows no further than --mem', async () => {
    const grow = `(func (export "_start") (call $exit (i32.add (i32.eq (memory.grow (i32.const 300)) (i32.const -1))
      (i32.mul (i32.const 2) (i32.eq (memory.grow (i32.const 200)) (i32.const 1))))))`;
    for (const has of [memory, '(import "env" "memory" (memory 1 1000 shared))']) {
      const { code } = await runText(has.startsWith('(import') ? `${exit} ${has} ${grow}` : `${exit} ${has} ${grow}`, [
        '--mem',
        '16M',
      ]);
      expect(code).toBe(3);
    }
  });

  it('that needs more memory than it gets is told so', async () => {
    const { code, stderr } = await runText(`(memory (export "memory") 300) (func (export "_start"))`, ['--mem', '16M']);
    expect(stderr).toContain('16 MiB');
    expect(code).toBe(125);
  });

  it('reaches only what is granted, and writes only where it may', async () => {
    const folder = freshFolder();
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'out'), 'secret');
    writeFileSync(join(folder, 'in/file'), 'x');
    // Exits with the error of path_open(3, path, oflags, rights).
    const open = (path: string, oflags: number, rights: number) => `${exit}
      (import ${W} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
      ${memory} (data (i32.const 16) "${path}")
      (func (export "_start") (call $exit (call $open (i32.const 3) (i32.const 1) (i32.const 16) (i32.const ${path.length})
        (i32.const ${oflags}) (i64.const ${rights}) (i64.const 0) (i32.const 0) (i32.const 0))))`;
    const dir = ['--dir', `${join(folder, 'in')}::in:ro`];
    expect((await runText(open('file', 0, 2), dir)).code).toBe(0);
    expect((await runText(open('../out', 0, 2), dir)).code).toBe(63);
    expect((await runText(open('file', 0, 64), dir)).code).toBe(69);
    expect((await runText(open('new', 1, 64), dir)).code).toBe(69);
    expect((await runText(open('file', 0, 2))).code).toBe(8);
    expect(readFileSync(join(folder, 'in/file'), 'utf8')).toBe('x');
  });
});
