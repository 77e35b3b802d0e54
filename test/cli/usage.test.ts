import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { mainImage, source } from '../support/small.js';

describe('mistakes on the command line', () => {
  it.each([
    ['no command', [], /expected a command/],
    ['an unknown command', ['rum'], /rum.*run/],
    ['no program', ['run'], /expected a program/],
    ['an unknown option', ['run', '--timeuot', '1s', 'x.wasm'], /--timeuot.*--timeout/],
    ['an option without its value', ['run', '--mem'], /--mem/],
    ['a size that is none', ['run', '--mem', 'much', 'x.wasm'], /--mem.*much/],
    ['too little memory', ['run', '--mem', '1M', 'x.wasm'], /--mem.*16M/],
    ['no cores', ['run', '-n', '0', 'x.wasm'], /0/],
    ['a time that is none', ['run', '--timeout', 'soon', 'x.wasm'], /--timeout.*soon/],
    ['a binding that is none', ['run', '--bind', 'socket', 'x.wasm'], /--bind.*cores or none.*socket/],
    ['a directory that is not there', ['run', '--dir', '/no/such/directory', 'HELLO'], /--dir.*\/no\/such\/directory/],
    ['a CPU that is not there', ['run', '--cpus', '99999', 'HELLO'], /99999/],
  ])('%s: exit code 2, said on standard error', async (_, args, message) => {
    const hello = args.includes('HELLO') ? await mainImage('puts("hello");') : '';
    const { code, stdout, stderr } = await hermit(args.map((arg) => (arg === 'HELLO' ? hello : arg)));
    expect(stderr).toMatch(message);
    expect(stdout.toString()).toBe('');
    expect(code).toBe(2);
  });

  it('help and version go to standard output', async () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    for (const args of [['--help'], ['run', '--help'], ['help', 'cc']]) {
      const { code, stdout, stderr } = await hermit(args);
      expect(stdout.toString()).toMatch(/usage|Usage/);
      expect([code, stderr]).toEqual([0, '']);
    }
    const { stdout } = await hermit(['--version']);
    expect(stdout.toString()).toContain(version);
  });

  it("takes options from HERMIT_ variables, and the command line's before them", async () => {
    const program = await mainImage('for (;;) pause();');
    const env = { ...environment, HERMIT_TIMEOUT: '300ms' };
    expect((await hermit(['run', program], { env })).code).toBe(124);
    const wrong = await hermit(['run', program], { env: { ...environment, HERMIT_TIMEOUT: 'never' } });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('HERMIT_TIMEOUT');
  });

  it("leaves the program's own options alone", async () => {
    const program = await mainImage('for (int i = 1; i < argc; i++) printf("[%s]", argv[i]);');
    const { stdout } = await hermit(['run', '-n', '1', program, '--mem', '-x', '--', '', 'two words', '--help']);
    expect(stdout.toString()).toBe('[--mem][-x][--][][two words][--help]');
  });
});

describe('what compiles on the way', () => {
  it('errors keep the path as it was given, and standard output stays empty', async () => {
    const file = source('int main(void) { return undeclared_thing; }\n', 'wrong.c');
    const { code, stdout, stderr } = await hermit(['run', file]);
    expect(stderr).toContain(`${file}:10`);
    expect(stderr).toContain('undeclared_thing');
    expect(stdout.toString()).toBe('');
    expect([1, 126]).toContain(code);
  });

  it('a source runs at once, and again from the cache', async () => {
    const file = source('int main(void) { printf("%d\\n", __LINE__); return 3; }\n');
    const first = await hermit(['run', file]);
    const second = await hermit(['run', file]);
    expect([first.stdout.toString(), first.code, first.stderr]).toEqual(['10\n', 3, '']);
    expect([second.stdout.toString(), second.code]).toEqual(['10\n', 3]);
  });

  it.each(['/proc/no-folder', '/dev/null', '/proc/1/nothing/here'])(
    'a cache that cannot be made, %s, is warned of, and the program runs',
    async (folder) => {
      const env = { ...process.env, HERMIT_CACHE: folder };
      const file = source('int main(void) { puts("runs"); }\n');
      const { code, stdout, stderr } = await hermit(['run', file], { env });
      expect(stderr).toMatch(/^hermit-wasm: warning: cannot store in the cache .+ \(E[A-Z]+\); going on without it/);
      expect([stdout.toString(), code]).toEqual(['runs\n', 0]);
    },
  );
});
