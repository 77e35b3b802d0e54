// What users of other programs type, and what they are told.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionElsewhere } from '../../loader/cli/elsewhere.js';
import { runOptions } from '../../loader/cli/options.js';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

describe('options that are called otherwise here', () => {
  it.each([
    [['-np', '4'], /-np: .*-i N/],
    [['-np4'], /-np4: .*-i N/],
    [['--np=4'], /-i N/],
    [['-m', '512M'], /--mem SIZE/],
    [['-memory', '512M'], /--mem SIZE/],
    [['--memory', '512M'], /--mem SIZE/],
    [['-mem', '512M'], /-mem: did you mean --mem\?/],
    [['-isles', '4'], /-isles: did you mean --isles\?/],
    [['-x', 'NAME'], /-e NAME/],
    [['--hostfile', 'hosts'], /this machine/],
    [['-V'], /hermit-wasm --version/],
  ])('%j', async (args, message) => {
    const { code, stderr } = await hermit(['run', ...args, 'app.c']);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  it('are none of our own', () => {
    const own = Object.values(runOptions).flatMap(({ flags }): readonly string[] => flags);
    expect(own.filter((flag) => optionElsewhere(flag))).toEqual([]);
  });

  it('the version has three ways to it', async () => {
    const long = await hermit(['--version']);
    expect(await hermit(['-V'])).toMatchObject({ code: 0, stdout: long.stdout });
    expect(await hermit(['version'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--version') });
  });
});

describe('sources and flags behind the program', () => {
  it('are told from arguments only when the program does not link', async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, 'main.c'),
      '#include <stdio.h>\nint f(void);\nint main(int argc, char **argv) { printf("%d %d\\n", f(), argc); }\n',
    );
    writeFileSync(join(cwd, 'part.c'), 'int f(void) { return 42; }\n');
    const { code, stderr } = await hermit(['run', 'main.c', 'part.c', '-O3', 'three'], { cwd });
    expect(stderr).toMatch(/note: part\.c -O3, behind the program, .*\n  hermit-wasm run -O3 --with part\.c main\.c\n/);
    expect(code).toBe(126);
    const meant = await hermit(['run', '-O3', '--with', 'part.c', 'main.c', 'part.c'], { cwd });
    expect(meant).toMatchObject({ code: 0, stderr: '' });
    expect(meant.stdout.toString()).toBe('42 2\n');
  });
});
