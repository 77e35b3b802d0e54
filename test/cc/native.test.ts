// A clang of this machine in place of the package's.
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { environment, hermit } from '../support/hermit.js';
import { need, tool } from '../support/needs.js';

/** Names under which distributions have one that will do. */
const versions = [19, 20, 21, 22].map((version) => tool(`clang-${version}`, `wasm-ld-${version}`));
const native = need(
  versions.some(({ missing }) => !missing),
  'no clang 19 or later with its wasm-ld here',
);

let cwd: string;
const write = (name: string, text: string): void => writeFileSync(join(cwd, name), text);
const cc = async (...args: string[]): Promise<string> => {
  const { code, stdout, stderr } = await hermit(['cc', ...args], { cwd });
  expect([code, stderr]).toEqual([0, '']);
  return stdout.toString();
};
const output = async (...args: string[]): Promise<string> => {
  const { stdout, stderr } = await hermit(['run', ...args], { cwd });
  expect(stderr).toBe('');
  return stdout.toString();
};

beforeEach(() => {
  cwd = freshFolder();
  write('main.c', '#include <stdio.h>\nint twice(int);\nint main(void) { printf("%d\\n", twice(21)); return 0; }\n');
  write('twice.c', '#include "twice.h"\nint twice(int n) { return FACTOR * n; }\n');
  write('twice.h', '#define FACTOR 2\n');
});

describe(`--compiler native${native.note}`, () => {
  it.skipIf(native.missing)('compiles and links, also with objects of the other', async () => {
    await cc('--compiler', 'native', '-O2', 'main.c', 'twice.c', '-o', 'both');
    expect(await output('both')).toBe('42\n');
    await cc('--compiler=native', '-c', 'main.c', '-o', 'main.o');
    await cc('--compiler=npm', '-c', 'twice.c', '-o', 'twice.o');
    await cc('--compiler=npm', 'main.o', 'twice.o', '-o', 'one');
    await cc('--compiler=native', 'main.o', 'twice.o', '-o', 'other');
    expect(await output('one')).toBe('42\n');
    expect(await output('other')).toBe('42\n');
  });

  it.skipIf(native.missing)('says what is wrong with a source by its name, and exits with 1', async () => {
    write('bad.c', 'int f(void) { return missing; }\n');
    const { code, stderr } = await hermit(['cc', '--compiler', 'native', 'bad.c'], { cwd });
    expect(stderr).toMatch(/^bad\.c:1:22: error: .*missing/m);
    expect(code).toBe(1);
    const link = await hermit(['cc', '--compiler', 'native', 'main.c'], { cwd });
    expect(link.stderr).toContain('main.o: undefined symbol: twice');
    expect(link.stderr).not.toContain('hermit-cc-');
  });

  it.skipIf(native.missing)(
    'writes dependencies, assembly and preprocessed text, and reads standard input',
    async () => {
      await cc('--compiler', 'native', '-MMD', '-c', 'twice.c', '-o', 'twice.o');
      expect(readFileSync(join(cwd, 'twice.d'), 'utf8')).toBe('twice.o: twice.c twice.h\n');
      expect(await cc('--compiler', 'native', '-E', 'twice.c')).toContain('return 2 * n;');
      await cc('--compiler', 'native', '-S', 'twice.c');
      await cc('--compiler', 'native', '-c', 'twice.s', '-o', 'again.o');
      const { code } = await hermit(['cc', '--compiler', 'native', '-x', 'c', '-c', '-', '-o', 'in.o'], {
        cwd,
        input: 'int in;\n',
      });
      expect(code).toBe(0);
    },
  );

  it.skipIf(native.missing)(
    'does what the other does to objects: conversions, declarations, OpenMP with many variables',
    async () => {
      write(
        'all.c',
        `#include <stdio.h>
__attribute__((export_name("whole"))) int whole(double value) { return (int)value; }
int main(void)
{
\tint v[20] = {0}, sum = 0;
\tint a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10, k = 11, l = 12, m = 13, n = 14, o = 15, p = 16, q = 17;
#pragma omp parallel num_threads(2)
#pragma omp single
\tsum = a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p + q + (v[0] = 1);
\tprintf("%d %d\\n", sum, whole(2.5));
}
`,
      );
      await cc('--compiler', 'native', '-O2', '-fopenmp', 'all.c', '-o', 'all.wasm');
      expect(await output('all.wasm')).toBe('154 2\n');
      const inspected = await hermit(['inspect', '--wat', 'all.wasm'], { cwd });
      expect(inspected.stdout.toString()).toContain('i32x4.trunc_sat_f64x2_s_zero');
      const { stdout } = await hermit(['inspect', '--json', 'all.wasm'], { cwd });
      expect(stdout.toString()).toContain('"whole"');
      await hermit(['types', 'all.wasm'], { cwd });
      expect(readFileSync(join(cwd, 'all.d.mts'), 'utf8')).toMatch(/whole\(value: number\)/);
    },
  );

  it.skipIf(native.missing)('can be set by HERMIT_CC_COMPILER, which the option overrides', async () => {
    const env = { ...environment, HERMIT_CC_COMPILER: '/nowhere/clang' };
    const { code, stderr } = await hermit(['cc', '-c', 'twice.c'], { cwd, env });
    expect(stderr).toContain('--compiler /nowhere/clang: no program of that name; expected clang 19 or later');
    expect(code).toBe(2);
    expect((await hermit(['cc', '--compiler', 'native', '-c', 'twice.c'], { cwd, env })).code).toBe(0);
  });

  it('refuses what is no clang', async () => {
    symlinkSync('/bin/true', join(cwd, 'clang'));
    const { code, stderr } = await hermit(['cc', '--compiler', './clang', '-c', 'twice.c'], { cwd });
    expect(stderr).toMatch(/--compiler .*\/clang is (here, but no wasm-ld|not clang); expected clang 19/);
    expect(code).toBe(2);
  });
});
