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
      'a call of an older snapshot that it does not have',
      `(import "wasi_unstable" "fd_fly" (func)) ${memory} (func (export "_start"))`,
      /wasi_unstable\.fd_fly, which is not provided/,
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

describe('the snapshot before preview 1', () => {
  const U = '"wasi_unstable"';
  /** Ends with the number of the first check that fails. */
  const check = (number: number, expression: string): string =>
    `(if (i32.eqz ${expression}) (then (call $exit (i32.const ${number}))))`;
  const text = `
    (import ${U} "proc_exit" (func $exit (param i32)))
    (import ${U} "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import ${U} "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
    (import ${U} "fd_filestat_get" (func $stat (param i32 i32) (result i32)))
    (import ${U} "path_filestat_get" (func $path_stat (param i32 i32 i32 i32 i32) (result i32)))
    (import ${U} "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "file")
    (func $seeks (param $whence i32) (result i32)
      (drop (call $seek (i32.load (i32.const 16)) (i64.const 3) (local.get $whence) (i32.const 32)))
      (i32.load (i32.const 32)))
    (func (export "_start")
      ${check(1, '(i32.eqz (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0) (i64.const 0x1fffffff) (i64.const 0) (i32.const 0) (i32.const 16)))')}
      ;; 2 is from the beginning, 0 from the current place, 1 from the end: of 10 bytes.
      ${check(2, '(i32.eq (call $seeks (i32.const 2)) (i32.const 3))')}
      ${check(3, '(i32.eq (call $seeks (i32.const 0)) (i32.const 6))')}
      ${check(4, '(i32.eq (call $seeks (i32.const 1)) (i32.const 13))')}
      ${check(5, '(i32.eq (call $seek (i32.load (i32.const 16)) (i64.const 0) (i32.const 3) (i32.const 32)) (i32.const 28))')}
      (i64.store (i32.const 1056) (i64.const -1))
      ${check(6, '(i32.eqz (call $stat (i32.load (i32.const 16)) (i32.const 1000)))')}
      ${check(7, '(i32.eq (i32.load8_u (i32.const 1016)) (i32.const 4))')}
      ${check(8, '(i32.eq (i32.load (i32.const 1020)) (i32.const 1))')}
      ${check(9, '(i64.eq (i64.load (i32.const 1024)) (i64.const 10))')}
      ${check(10, '(i64.gt_u (i64.load (i32.const 1040)) (i64.const 1000000000000000000))')}
      ${check(11, '(i64.eq (i64.load (i32.const 1056)) (i64.const -1))')}
      ;; At the end of the memory.
      (i64.store (i32.const 65472) (i64.const -2))
      ${check(12, '(i32.eqz (call $path_stat (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 65480)))')}
      ${check(13, '(i64.eq (i64.load (i32.const 65504)) (i64.const 10))')}
      ${check(14, '(i64.eq (i64.load (i32.const 65472)) (i64.const -2))')}
      ${check(15, '(i32.eq (call $stat (i32.const 0) (i32.const 65481)) (i32.const 21))')}
      ;; Two subscriptions: a clock in an hour, and one in a millisecond.
      (i64.store (i32.const 2000) (i64.const 7)) (i32.store (i32.const 2024) (i32.const 1)) (i64.store (i32.const 2032) (i64.const 3600000000000))
      (i64.store (i32.const 2056) (i64.const 8)) (i32.store (i32.const 2080) (i32.const 1)) (i64.store (i32.const 2088) (i64.const 1000000))
      ${check(16, '(i32.eqz (call $poll (i32.const 2000) (i32.const 3000) (i32.const 2) (i32.const 40)))')}
      ${check(17, '(i32.eq (i32.load (i32.const 40)) (i32.const 1))')}
      ${check(18, '(i64.eq (i64.load (i32.const 3000)) (i64.const 8))')}
      ${check(19, '(i64.eq (i64.load (i32.const 2088)) (i64.const 1000000))')}
      (call $exit (i32.const 0)))`;

  it('differs in how places are named, in the sizes of a filestat and of a subscription', async () => {
    const folder = freshFolder();
    writeFileSync(join(folder, 'file'), '0123456789');
    const { code, stderr } = await runText(text, ['--dir', `${folder}::here`]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('a descriptor of /dev/null', () => {
  it('is no terminal: it has positions, as C libraries see it', async () => {
    // seek is right 2, tell right 5; the type is character device.
    const text = `${exit} (import ${W} "fd_fdstat_get" (func $stat (param i32 i32) (result i32))) ${memory}
      (func (export "_start")
        (drop (call $stat (i32.const 0) (i32.const 0)))
        (call $exit (i32.add (i32.load8_u (i32.const 0)) (i32.and (i32.load (i32.const 8)) (i32.const 36)))))`;
    expect((await runText(text)).code).toBe(2 + 36);
  });
});
