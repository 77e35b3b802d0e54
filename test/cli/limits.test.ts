import { availableParallelism } from 'node:os';
import { describe, expect, it } from 'vitest';
import { hermit, hermitUnder } from '../support/hermit.js';
import { need, tool } from '../support/needs.js';
import { image, mainImage } from '../support/small.js';

describe('limits', () => {
  it.each([
    ['waits', 'puts("begun"); fflush(stdout); for (;;) pause();'],
    ['computes', 'puts("begun"); fflush(stdout); volatile int n = 0; for (;;) n++;'],
    ['waits for input', 'puts("begun"); fflush(stdout); char c; read(0, &c, 1);'],
    [
      'ignores signals',
      'signal(SIGTERM, SIG_IGN); signal(SIGINT, SIG_IGN); puts("begun"); fflush(stdout); for (;;) pause();',
    ],
  ])('--timeout ends a program that %s: 124, and what it printed is there', async (_, body) => {
    // On a busy machine it needs longer until it has begun.
    const { milliseconds } = await hermit(['run', await mainImage('')]);
    const seconds = 1 + Math.ceil(milliseconds / 250);
    const options = ['--timeout', `${seconds}s`];
    const { code, stdout, stderr } = await hermit(['run', ...options, await mainImage(body)], { onOutput: () => {} });
    expect(stdout.toString()).toBe('begun\n');
    expect(stderr).toContain(`${seconds} s`);
    expect(code).toBe(124);
  });

  it('malloc fails when memory is used up, and the program goes on', async () => {
    const program = await mainImage(`
      long blocks = 0;
      for (char *volatile p; (p = malloc(1 << 20)); blocks++) p[0] = p[(1 << 20) - 1] = 1;
      printf("%d\\n", blocks > 20 && blocks < 64);
      char *volatile small = malloc(1 << 28);
      printf("%d\\n", small == NULL);`);
    const { code, stdout, stderr } = await hermit(['run', '--mem', '64M', program]);
    expect(stdout.toString(), stderr).toBe('1\n1\n');
    expect(code).toBe(0);
  });

  it('--mem gives what it says, up to 4 GiB', async () => {
    // A block may not be larger than 2 GiB, but there may be several.
    const program = await mainImage(`
      for (long left = atol(argv[1]); left > 0; left -= 100) {
        char *volatile p = malloc(100 << 20);
        if (!p) return 1;
        p[0] = p[(100 << 20) - 1] = 1;
      }
      puts("enough");`);
    expect((await hermit(['run', '--mem', '4G', program, '3900'])).stdout.toString()).toBe('enough\n');
    expect((await hermit(['run', '--mem', '256M', program, '200'])).stdout.toString()).toBe('enough\n');
    expect((await hermit(['run', '--mem', '256M', program, '300'])).code).toBe(1);
  });

  it('an image that needs more memory than it gets is not started', async () => {
    const program = await image(
      'static char big[100 << 20] = { 1 }; int main(int argc, char **argv) { return big[argc]; }\n',
    );
    const { code, stderr } = await hermit(['run', '--mem', '64M', program]);
    expect(stderr).toMatch(/memory/);
    expect([code, stderr.includes('internal')]).toEqual([125, false]);
  });

  it('--threads limits pthread_create', async () => {
    const program = await image(
      'static void *f(void *a) { pause(); return a; }\n' +
        'int main(void) { pthread_t t; int n = 0, e; while (!(e = pthread_create(&t, NULL, f, NULL))) n++; printf("%d %d\\n", n, e == EAGAIN); exit(0); }\n',
    );
    expect((await hermit(['run', '--threads', '5', program])).stdout.toString()).toBe('4 1\n');
  });

  it('recursion without end is a trap, not a crash', async () => {
    const program = await image(
      'int f(volatile int n) { volatile char pad[200]; pad[0] = n; return f(n + 1) + pad[0]; }\nint main(void) { write(1, "begun\\n", 6); return f(0); }\n',
    );
    const { code, stdout, stderr } = await hermit(['run', program]);
    expect(stdout.toString()).toBe('begun\n');
    expect(stderr).toMatch(/trap/);
    expect(code).toBe(134);
  });
});

describe('CPUs', () => {
  const cores = () => mainImage('printf("%ld\\n", sysconf(_SC_NPROCESSORS_ONLN));');

  const taskset = tool('taskset');
  it.skipIf(taskset.missing)(`one on a machine that gives only one${taskset.note}`, async () => {
    const { stdout, code } = await hermitUnder(['taskset', '-c', '0'], ['run', await cores()]);
    expect([stdout.toString(), code]).toEqual(['1\n', 0]);
  });

  it.skipIf(taskset.missing)(`threads make progress on one CPU, whatever they wait for${taskset.note}`, async () => {
    const program = await image(`
      static pthread_barrier_t b;
      static volatile int flag;
      static void *f(void *a) { for (int i = 0; i < 50; i++) pthread_barrier_wait(&b); flag = 1; return a; }
      int main(void) {
        pthread_t t[4];
        pthread_barrier_init(&b, NULL, 4);
        for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, f, NULL);
        for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
        printf("%d\\n", flag);
      }`);
    const { stdout } = await hermitUnder(['taskset', '-c', '0'], ['run', program]);
    expect(stdout.toString()).toBe('1\n');
  });

  it('-n asks for a number of cores', async () => {
    const { stdout } = await hermit(['run', '-n', '1', await cores()]);
    expect(stdout.toString()).toBe('1\n');
  });

  const two = need(availableParallelism() > 1, 'one CPU here');
  it.skipIf(two.missing)(`--cpus names those to run on${two.note}`, async () => {
    const { stdout, stderr } = await hermit(['run', '--cpus', '1,0', '--report-bindings', await cores()]);
    expect(stdout.toString()).toBe('2\n');
    expect(stderr).toMatch(/core 0: .*1[\s\S]*core 1: .*0/);
  });

  it('a pinned core reports the CPU it is on', async () => {
    const program = await image(
      '#define _GNU_SOURCE\n#include <sched.h>\nint sched_getcpu(void);\nint main(void) { printf("%d\\n", sched_getcpu()); }\n',
    );
    expect((await hermit(['run', '--cpus', '0', program])).stdout.toString()).toBe('0\n');
  });

  it('two runs at once do not disturb each other', async () => {
    const program = await mainImage('usleep(100000); printf("%s", argv[1]);');
    const results = await Promise.all(['a', 'b', 'c'].map((name) => hermit(['run', program, name])));
    expect(results.map((r) => r.stdout.toString())).toEqual(['a', 'b', 'c']);
  });

  it('no process is left behind', async () => {
    const program = await mainImage('printf("%d", getpid());');
    const { stdout } = await hermit(['run', program]);
    expect(() => process.kill(Number(stdout.toString()), 0)).toThrow('ESRCH');
  });
});
