import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

/** A new folder with these files. */
function folderWith(files: Record<string, string>): string {
  const folder = freshFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

const cc = (cwd: string, ...args: string[]) => hermit(['cc', ...args], { cwd });

const main = '#include <stdio.h>\nint twice(int);\nint main(void) { printf("%d\\n", twice(21)); return 0; }\n';
const twice = 'int twice(int n) { return 2 * n; }\n';

describe('hermit-wasm cc', () => {
  it('links several sources to a program, which can be run', async () => {
    const cwd = folderWith({ 'main.c': main, 'twice.c': twice });
    const { code, stdout, stderr } = await cc(cwd, '-O2', 'main.c', 'twice.c', '-o', 'app.wasm');
    expect([code, stdout.toString(), stderr]).toEqual([0, '', '']);
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('42\n');
  });

  it('compiles to objects of equal names in different folders, and links them', async () => {
    const cwd = folderWith({ 'one/part.c': main, 'two/part.c': twice });
    expect((await cc(cwd, '-c', 'one/part.c', '-o', 'one/part.o')).stderr).toBe('');
    expect((await cc(cwd, '-c', 'two/part.c', '-o', 'two/part.o')).stderr).toBe('');
    expect((await cc(cwd, 'one/part.o', 'two/part.o', '-o', 'app.wasm')).code).toBe(0);
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('42\n');
  });

  it('finds headers beside the source, above it, and with -I, and takes -D', async () => {
    const cwd = folderWith({
      'src/app.c':
        '#include "near.h"\n#include "../above.h"\n#include <far.h>\n#include <stdio.h>\nint main(void) { printf("%d\\n", NEAR + ABOVE + FAR + GIVEN); }\n',
      'src/near.h': '#define NEAR 1\n',
      'above.h': '#define ABOVE 10\n',
      'include/far.h': '#define FAR 100\n',
    });
    expect((await cc(cwd, '-Iinclude', '-DGIVEN=1000', 'src/app.c', '-o', 'app.wasm')).stderr).toBe('');
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('1111\n');
  });

  it('names file and line of each error, leaves no output, and exits with 1', async () => {
    const cwd = folderWith({ 'bad.c': 'int main(void)\n{\n\treturn missing;\n}\n' });
    const { code, stderr } = await cc(cwd, 'bad.c', '-o', 'app.wasm');
    expect(stderr).toMatch(/^bad\.c:3:9: error: .*missing/m);
    expect(code).toBe(1);
    expect(existsSync(join(cwd, 'app.wasm'))).toBe(false);
  });

  it.each([
    [
      'a function that is nowhere',
      { 'a.c': 'int nowhere(void);\nint main(void) { return nowhere(); }\n' },
      ['a.c'],
      /nowhere/,
    ],
    ['no main', { 'a.c': 'int other(void) { return 0; }\n' }, ['a.c'], /main/],
    ['a file that is not there', {}, ['none.c'], /none\.c/],
    ['a library that is not there', { 'a.c': 'int main(void) { return 0; }\n' }, ['a.c', '-lnowhere'], /nowhere/],
    ['nothing to do', {}, [], /no input files/],
  ])('says what is wrong: %s', async (_, files, args, message) => {
    const { code, stdout, stderr } = await cc(folderWith(files), ...args);
    expect(stderr).toMatch(message);
    expect([code, stdout.toString()]).toEqual([1, '']);
  });

  it('warns with -Wall and goes on, and stops with -Werror', async () => {
    const cwd = folderWith({ 'a.c': 'int main(void) { int unused; return 0; }\n' });
    const warned = await cc(cwd, '-Wall', 'a.c', '-o', 'app.wasm');
    expect([warned.code, warned.stderr.includes('unused')]).toEqual([0, true]);
    expect((await cc(cwd, '-Wall', '-Werror', 'a.c', '-o', 'app.wasm')).code).toBe(1);
  });

  it('reads arguments from a file and sources from standard input', async () => {
    const cwd = folderWith({
      args: '-O1 "-DTEXT=\\"from a file\\"" a.c -o app.wasm',
      'a.c': '#include <stdio.h>\nint main(void) { puts(TEXT); }\n',
    });
    expect((await cc(cwd, '@args')).stderr).toBe('');
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('from a file\n');
    const piped = await hermit(['cc', '-xc', '-', '-o', 'piped.wasm'], {
      cwd,
      input: 'int main(void) { return 9; }\n',
    });
    expect(piped.stderr).toBe('');
    expect((await hermit(['run', 'piped.wasm'], { cwd })).code).toBe(9);
  });

  it('prints what the preprocessor makes, and that programs see Linux', async () => {
    const { stdout } = await hermit(['cc', '-E', '-P', '-xc', '-'], {
      input: '__linux__ __unix__ __hermit__ __wasm32__\n',
    });
    expect(stdout.toString().trim()).toBe('1 1 1 1');
  });

  it('keeps a function that --export names', async () => {
    const cwd = folderWith({ 'a.c': 'int chosen(int n) { return n + 1; }\nint main(void) { return 0; }\n' });
    expect((await cc(cwd, 'a.c', '--export', 'chosen', '-o', 'app.wasm')).stderr).toBe('');
    const module = new WebAssembly.Module(readFileSync(join(cwd, 'app.wasm')));
    expect(WebAssembly.Module.exports(module).map((e) => e.name)).toContain('chosen');
  });

  it('makes archives with the tools of the same package', async () => {
    const cwd = folderWith({ 'main.c': main, 'twice.c': twice });
    await cc(cwd, '-c', 'twice.c', '-o', 'twice.o');
    expect((await hermit(['ar', 'rcs', 'libtwice.a', 'twice.o'], { cwd })).stderr).toBe('');
    expect((await cc(cwd, 'main.c', '-L.', '-ltwice', '-o', 'app.wasm')).stderr).toBe('');
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('42\n');
  });
});
