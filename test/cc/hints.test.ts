// What is said beside the tools' own messages.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';

/** Compiles this text as app.c; answers what was said, and the exit code. */
async function cc(text: string, ...args: string[]) {
  const cwd = freshFolder();
  writeFileSync(join(cwd, 'app.c'), text);
  const { code, stderr } = await hermit(['cc', ...args, 'app.c', '-o', 'app.wasm'], { cwd });
  return { cwd, code, stderr };
}

const notes = (stderr: string): string[] => stderr.split('\n').filter((line) => line.startsWith('hermit-wasm: note: '));

const VLA = (array: string): string => `#include <stdio.h>
int main(void) {
	int n = 3 + (getchar() != EOF);
	double a[n];
	for (int i = 0; i < n; i++) a[i] = 0;
#pragma omp parallel for reduction(+: ${array})
	for (int i = 0; i < 99; i++) ${array[0]}[i % n] += 1;
	printf("%g\\n", a[0] + a[1] + a[2]);
}
`;

describe('hermit-wasm cc notes', () => {
  it.each([
    [
      'fork',
      '#include <unistd.h>\nint main(void) { return fork(); }',
      /fork always fails.*posix_spawn.*pthread_create/,
    ],
    [
      'exec',
      '#include <unistd.h>\nint main(void) { return execlp("a", "a", (char *)0); }',
      /execve and its kin fail .*vfork.*posix_spawn/,
    ],
    [
      'dlopen',
      '#include <dlfcn.h>\nint main(void) { return !dlopen("a", 0); }',
      /dlopen, dlsym and dladdr always fail.*link the code into it/,
    ],
  ])('that %s links and fails', async (_, text, note) => {
    const { code, stderr } = await cc(text);
    expect([code, notes(stderr)]).toEqual([0, [expect.stringMatching(note)]]);
  });

  it('nothing about programs that start others as they can here, nor with -w', async () => {
    const starts =
      '#include <spawn.h>\n#include <stdio.h>\n#include <stdlib.h>\nint main(void) { popen("a", "r"); return system("a") + posix_spawnp(0, "a", 0, 0, 0, 0); }';
    expect((await cc(starts)).stderr).toBe('');
    expect((await cc('#include <unistd.h>\nint main(void) { return fork(); }', '-w')).stderr).toBe('');
  });

  it.each([
    [
      'contexts',
      '#include <ucontext.h>\nint main(void) { ucontext_t u; return getcontext(&u) + setcontext(&u); }',
      /pthread_create/,
    ],
    ["another processor's vectors", '#include <immintrin.h>\nint main(void) { }', /wasm_simd128\.h/],
    [
      "another processor's assembly",
      'int main(void) { int x; __asm__("movl $1, %0" : "=r"(x)); return x; }',
      /inline assembly/,
    ],
    ['a library that is not here', '#include <zlib.h>\nint main(void) { }', /-I/],
  ])('what to do without %s', async (_, text, note) => {
    const { code, stderr } = await cc(text);
    expect([code, notes(stderr)]).toEqual([1, [expect.stringMatching(note)]]);
  });

  it('that OpenMP is not compiled, also where warnings are errors', async () => {
    const { code, stderr } = await cc(VLA('a'), '-Wall', '-Werror');
    expect(stderr).toMatch(/^app\.c:6:9: warning: .*omp/m);
    expect([code, notes(stderr)]).toEqual([0, [expect.stringMatching(/-fopenmp/)]]);
    expect((await cc(VLA('a'), '-w')).stderr).toBe('');
  });

  it('what the compiler crashes on, and what to write instead', async () => {
    const crashed = await cc(VLA('a'), '-fopenmp');
    expect(crashed.stderr).toContain('variable-length array');
    expect(crashed.code).toBe(125);
    const { cwd, stderr } = await cc(VLA('a[:n]'), '-fopenmp');
    expect(stderr).toBe('');
    expect((await hermit(['run', 'app.wasm'], { cwd })).stdout.toString()).toBe('99\n');
    const scan = (array: string): string => `int main(void) {
	int n = 4;
	double a[4] = { 0 };
#pragma omp parallel for reduction(inscan, +: ${array})
	for (int i = 0; i < 9; i++) {
		a[0] += i;
#pragma omp scan inclusive(${array})
		(void)a[1];
	}
	return a[0];
}
`;
    expect((await cc(scan('a'), '-fopenmp')).stderr).toContain('a[:n]');
    const scanned = await cc(scan('a[:n]'), '-fopenmp');
    expect(scanned.stderr).toBe('');
    expect((await hermit(['run', 'app.wasm'], { cwd: scanned.cwd })).code).toBe(36);
  });

  it('what is not supported without the command line that clang makes of it', async () => {
    const { code, stderr } = await cc('int main(void) { }', '-fsanitize=address');
    expect(stderr).toMatch(/^clang: error: unsupported option '-fsanitize=address'.*\nhermit-wasm: note: .*\n$/);
    expect(code).toBe(1);
  });
});

describe('hermit-wasm cc without linking', () => {
  it('refuses what is no source, and leaves out what is for the linker', async () => {
    const refused = await cc('', '-c', 'notes.txt');
    expect(refused.stderr).toMatch(/notes\.txt.*-x c/);
    expect(refused.code).toBe(1);
    const warned = await cc('int f(void) { return 0; }', '-c', 'other.o');
    expect(warned.stderr).toMatch(/warning: other\.o: unused/);
    expect([warned.code, existsSync(join(warned.cwd, 'app.wasm'))]).toEqual([0, true]);
  });

  it("compiles LLVM's text, and checks headers", async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'part.ll'), 'target triple = "wasm32-unknown-unknown"\ndefine i32 @one() { ret i32 1 }\n');
    writeFileSync(join(cwd, 'part.h'), 'int one(void);\n');
    expect(await hermit(['cc', '-c', 'part.ll', '-o', 'part.o'], { cwd })).toMatchObject({ code: 0, stderr: '' });
    expect((await hermit(['nm', 'part.o'], { cwd })).stdout.toString()).toContain('T one');
    expect(await hermit(['cc', '-fsyntax-only', 'part.h'], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });
});
