import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshFolder, root } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';
import { sourcesOf } from './sources.js';

describe('Lua 5.4', () => {
  let lua: string;
  let lacking: string;
  beforeAll(async () => {
    const sources = await sourcesOf('lua');
    lacking = sources.lacking;
    if (!sources.folder) return;
    const folder = join(sources.folder, 'src');
    const files = readdirSync(folder).filter((name) => name.endsWith('.c') && name !== 'luac.c');
    lua = await compileImage(
      ['lua.c', ...files.filter((name) => name !== 'lua.c')].map((name) => join(folder, name)),
      ['-O2', '-DLUA_USE_POSIX'],
    );
  });

  beforeEach(({ skip }) => skip(lacking !== '', lacking));

  it('runs a script that uses tables, strings, coroutines, errors, io and os', async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'script.lua'), readFileSync(join(root, 'test/programs/script.lua')));
    const { code, stdout, stderr } = await hermit(
      ['run', '--dir', '.', '-e', 'GREETING=hello', lua, 'script.lua', 'one', 'two'],
      { cwd },
    );
    expect(stdout.toString(), stderr).toBe(readFileSync(join(root, 'test/programs/script.out'), 'utf8'));
    expect(code).toBe(3);
    expect(readFileSync(join(cwd, 'written.txt'), 'utf8')).toBe('line 1\nline 2\nline 3\n');
  });

  it('reads a script from standard input and reports its errors', async () => {
    const { code, stdout, stderr } = await hermit(['run', lua, '-'], { input: 'print(6 * 7)\nerror("on purpose")\n' });
    expect(stdout.toString()).toBe('42\n');
    expect(stderr).toContain('stdin:2: on purpose');
    expect(code).toBe(1);
  });

  it('starts a command that is allowed', async () => {
    const script =
      'local p = io.popen("echo from a command"); print(p:read("a")); print(p:close()); print(os.execute("exit 4"))';
    const { stdout, stderr } = await hermit(['run', '--allow-run', 'sh', '-e', 'PATH', lua, '-e', script]);
    expect(stdout.toString(), stderr).toBe('from a command\n\ntrue\texit\t0\nnil\texit\t4\n');
  });
});
