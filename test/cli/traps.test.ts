import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

// The line numbers that the tests expect are those of this text.
const text = `#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static volatile int zero;

__attribute__((noinline)) static int inner(int how)
{
	if (how == 1) return 7 / zero;
	if (how == 2) __builtin_trap();
	if (how == 3) return *(volatile int *)0xfffffff0;
	if (how == 4) return ((int (*)(double))(void *)(long)1)(1.0);
	return how;
}

__attribute__((noinline)) static int outer(int how)
{
	return inner(how) + zero;
}

static void *thread(void *how)
{
	return (void *)(long)outer((int)(long)how);
}

static void at_exit(void)
{
	puts("never");
}

int main(int argc, char **argv)
{
	int how = argc > 1 ? atoi(argv[1]) : 0;
	atexit(at_exit);
	printf("before\\n");
	fflush(stdout);
	if (argc < 3) return outer(how);
	pthread_t t;
	pthread_create(&t, NULL, thread, (void *)(long)how);
	pthread_join(t, NULL);
	return 0;
}
`;

describe('a trap', () => {
  let debug: string;
  let plain: string;
  let file: string;
  beforeAll(async () => {
    file = join(freshFolder(), 'trap.c');
    writeFileSync(file, text);
    debug = await compileImage([file], ['-g', '-O0']);
    plain = await compileImage([file]);
  });

  it.each([
    ['1', 'integer divide by zero', 10],
    ['2', 'unreachable', 11],
    ['3', 'out of bounds', 12],
  ])('ends the program with 134, names what happened (%s) and where, line by line', async (how, what, line) => {
    const { code, stdout, stderr } = await hermit(['run', debug, how]);
    expect(stdout.toString()).toBe('before\n');
    expect(stderr).toContain(what);
    expect(stderr).toMatch(new RegExp(`inner.*trap\\.c:${line}\\b`));
    expect(stderr).toMatch(/outer.*trap\.c:19\b/);
    expect(stderr).toMatch(/main.*trap\.c:38\b/);
    expect(stderr.indexOf('inner')).toBeLessThan(stderr.indexOf('outer'));
    expect(code).toBe(134);
  });

  it('names functions without debug information', async () => {
    const { code, stderr } = await hermit(['run', plain, '1']);
    expect(stderr).toMatch(/inner[\s\S]*outer/);
    expect(code).toBe(134);
  });

  it('a call through a pointer of the wrong type is one too', async () => {
    const { code, stderr } = await hermit(['run', debug, '4']);
    expect(stderr).toMatch(/indirect call/);
    expect(code).toBe(134);
  });

  it('in a thread ends the whole program and says which thread it was', async () => {
    const { code, stdout, stderr } = await hermit(['run', '-n', '2', debug, '1', 'thread']);
    expect(stdout.toString()).toBe('before\n');
    expect(stderr).toMatch(/thread \d+/);
    expect(stderr).toMatch(/inner.*trap\.c:10[\s\S]*thread.*trap\.c:24/);
    expect(code).toBe(134);
  });

  it('tells the same in JSON', async () => {
    const { code, stderr } = await hermit(['run', '--json', debug, '1']);
    const report = JSON.parse(stderr.trimEnd().split('\n').at(-1)!) as { outcome: { kind: string }; errors: string[] };
    expect(report.outcome.kind).toBe('trap');
    expect(report.errors.join('\n')).toContain('trap.c:10');
    expect(code).toBe(134);
  });

  it('abort is no trap: 134 and no backtrace', async () => {
    const abort = join(freshFolder(), 'abort.c');
    writeFileSync(abort, '#include <stdlib.h>\nint main(void) { abort(); }\n');
    const { code, stderr } = await hermit(['run', await compileImage([abort])]);
    expect(code).toBe(134);
    expect(stderr).not.toContain('trap:');
  });
});
