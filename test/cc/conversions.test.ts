import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Section, bodies, sections } from '../../loader/cc/binary.js';
import { Prefix, instructions } from '../../loader/cc/instructions.js';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

const program = `#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#define CONVERSION(name, to, from) __attribute__((noinline)) to name(from x) { return (to)x; }
CONVERSION(signed_double, int, double)
CONVERSION(unsigned_double, unsigned, double)
CONVERSION(signed_float, int, float)
CONVERSION(unsigned_float, unsigned, float)

static jmp_buf back;

int main(int argc, char **argv)
{
	if (argc == 2) {
		double x = atof(argv[1]);
		int k = (int)x;
		return *(volatile int *)(unsigned)k;
	}
	double x;
	while (scanf("%lf", &x) == 1) {
		if (setjmp(back)) continue;
		float f = x;
		printf("%d %u %d %u\\n", signed_double(x), unsigned_double(x), signed_float(f), unsigned_float(f));
		longjmp(back, 1);
	}
}
`;

const values = [
  0,
  0.5,
  0.9999999999999999,
  1,
  1.5,
  5e-324,
  2.2e-308,
  1e-40,
  2147483520,
  2147483646.5,
  2147483647,
  2147483647.5,
  2147483648,
  2147483648.5,
  2147483649,
  4294967040,
  4294967294.5,
  4294967295,
  4294967295.5,
  4294967296,
  2 ** 53,
  2 ** 63,
  2 ** 64,
  1e300,
  Infinity,
].flatMap((value) => [value, -value]);

/** What C leaves open: the nearest integer where the number is too large, 0 for NaN. */
function saturated(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), least), most) + 0;
}
const int = (value: number) => saturated(value, -(2 ** 31), 2 ** 31 - 1);
const unsigned = (value: number) => saturated(value, 0, 2 ** 32 - 1);

/** Instructions of a file that convert one number to 32 bits. */
function scalarConversions(file: string): number {
  const bytes = readFileSync(file);
  const code = sections(bytes).find(({ id }) => id === Section.CODE)!;
  return bodies(bytes, code)
    .flatMap(({ start, end }) => [...instructions(bytes, start, end)])
    .filter(({ op }) => op >= Prefix.NUMERIC && op <= Prefix.NUMERIC + 3).length;
}

describe('conversions to integers, made by vectors', () => {
  it.each([['-O2'], ['-O3', '-g']])('give what the scalar ones give: %s', async (...flags) => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'a.c'), program);
    const made = await hermit(['cc', ...flags, '-MD', '-c', 'a.c', '-o', 'a.o'], { cwd });
    expect([made.code, made.stderr]).toEqual([0, '']);
    expect(readFileSync(join(cwd, 'a.d'), 'utf8')).toMatch(/^a\.o:/);
    expect(scalarConversions(join(cwd, 'a.o'))).toBe(0);
    expect((await hermit(['cc', 'a.o', '-o', 'app.wasm'], { cwd })).stderr).toBe('');
    const { stdout } = await hermit(['run', 'app.wasm'], {
      cwd,
      input: [
        ...values.map((value) => (Number.isFinite(value) ? String(value) : value < 0 ? '-inf' : 'inf')),
        'nan',
        '-nan',
        '',
      ].join('\n'),
    });
    const expected = [...values, NaN, NaN].map((x) =>
      [int(x), unsigned(x), int(Math.fround(x)), unsigned(Math.fround(x))].join(' '),
    );
    expect(stdout.toString().trim().split('\n')).toEqual(expected);
  });

  it('keeps the lines of what follows, and stays scalar without vectors and without optimisation', async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'a.c'), program);
    const trap = await hermit(['run', '-O2', 'a.c', '4294967290'], { cwd });
    expect([trap.code, trap.stderr]).toEqual([134, expect.stringContaining('a.c:19')]);
    for (const flag of ['-mno-simd128', '-O0']) {
      const made = await hermit(['cc', '-O2', flag, '-c', 'a.c', '-o', 'a.o'], { cwd });
      expect(made.stderr).toBe('');
      expect(scalarConversions(join(cwd, 'a.o'))).toBeGreaterThan(0);
    }
  });
});
