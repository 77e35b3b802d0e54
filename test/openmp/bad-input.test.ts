// Wrong settings, misused locks, overflowing stacks and traps in teams: clear words and an exit code, never a hang.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

async function outcome(body: string, options: string[] = []) {
  const source = join(freshFolder(), 'program.c');
  writeFileSync(
    source,
    `#include <omp.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n#include <unistd.h>\n${body}`,
  );
  const image = await compileImage([source], ['-fopenmp']);
  const { code, stdout, stderr } = await hermit(['run', ...options, image]);
  return { code, stdout: stdout.toString(), stderr };
}

const main = (statements: string) => `int main(void) { ${statements.replaceAll('PRAGMA', '\n#pragma omp')} return 0; }`;
const set = (name: string, value: string) => ['-e', `${name}=${value}`];

describe('a variable that cannot be read is warned of, and the program runs', () => {
  const region = main('int n = 0; PRAGMA parallel reduction(+ : n)\n n++; printf("%d\\n", n > 0);');
  const wrong: [name: string, value: string][] = [
    ['OMP_NUM_THREADS', '0'],
    ['OMP_NUM_THREADS', '-3'],
    ['OMP_NUM_THREADS', 'many'],
    ['OMP_NUM_THREADS', '2,,'],
    ['OMP_NUM_THREADS', '99999999999999'],
    ['OMP_SCHEDULE', 'random'],
    ['OMP_SCHEDULE', 'dynamic,0'],
    ['OMP_PLACES', '{0'],
    ['OMP_PROC_BIND', 'perhaps'],
    ['OMP_STACKSIZE', '16X'],
    ['OMP_WAIT_POLICY', 'asleep'],
    ['OMP_DYNAMIC', 'maybe'],
    ['OMP_CANCELLATION', '2'],
    ['OMP_THREAD_LIMIT', '0'],
    ['OMP_MAX_ACTIVE_LEVELS', '-1'],
    ['OMP_ALLOCATOR', '111'],
    ['OMP_TARGET_OFFLOAD', 'sometimes'],
    ['KMP_BLOCKTIME', 'soon'],
  ];
  it.each(wrong)('%s=%s', async (name, value) => {
    const { code, stdout, stderr } = await outcome(region, set(name, value));
    expect(stderr).toMatch(new RegExp(`^OpenMP: ${name}=${value.replace(/[{]/g, '\\$&')} is ignored: expected .+\n$`));
    expect(stdout).toBe('1\n');
    expect(code).toBe(0);
  });
});

describe('more threads than there can be', () => {
  it('are not made, which is said once', async () => {
    const twice = main(
      'for (int i = 0; i < 2; i++) { PRAGMA parallel num_threads(5000)\n if (omp_get_thread_num() == 0) printf("%d\\n", omp_get_num_threads() < 5000); }',
    );
    const { code, stdout, stderr } = await outcome(twice, ['--threads', '8']);
    expect(stdout).toBe('1\n1\n');
    expect(stderr.split('\n').length).toBeLessThanOrEqual(2);
    expect(code).toBe(0);
  });
});

describe('stacks', () => {
  const deep = (depth: number) =>
    `static int deep(int n) { volatile char c[256]; memset((char *)c, n, 256); return n ? c[n & 255] - deep(n - 1) / 2 : 0; }
${main(`int n = 0; PRAGMA parallel num_threads(2) reduction(+ : n)\n if (omp_get_thread_num() == 1) n += deep(${depth}) != 12345; printf("%d\\n", n);`)}`;

  it('that are too small are made as large as they have to be, with a warning', async () => {
    const { code, stdout, stderr } = await outcome(deep(10), set('OMP_STACKSIZE', '1k'));
    expect(stderr).toBe('OpenMP: OMP_STACKSIZE=1024 bytes is too small: threads get 16384\n');
    expect(stdout).toBe('1\n');
    expect(code).toBe(0);
  });

  it('that overflow end the machine', async () => {
    const { code, stderr } = await outcome(deep(300), set('OMP_STACKSIZE', '16k'));
    expect(stderr).toContain('isle 0, core 1: a thread used more than its stack: give it a larger one (OMP_STACKSIZE');
    expect(code).toBe(134);
  });

  it('of threads that the program makes count too', async () => {
    const { code, stderr } = await outcome(`#include <pthread.h>
static int deep(int n) { volatile char c[256]; memset((char *)c, n, 256); return n ? c[n & 255] - deep(n - 1) / 2 : 0; }
static void *run(void *p) { return (void *)(long)deep(300); }
${main('pthread_t t; pthread_attr_t a; pthread_attr_init(&a); pthread_attr_setstacksize(&a, 16384); pthread_create(&t, &a, run, 0); pthread_join(t, 0);')}`);
    expect(stderr).toContain('a thread used more than its stack');
    expect(code).toBe(134);
  });
});

describe('a trap on one thread of a team', () => {
  it('ends the machine with that thread and its calls, though the others wait', async () => {
    const { code, stderr } = await outcome(
      `static void fails(int *p) { if (omp_get_thread_num() == 3) __builtin_trap(); *p = 1; }
${main('int x[4]; PRAGMA parallel num_threads(4)\n{ fails(&x[omp_get_thread_num()]); PRAGMA barrier\n }')}`,
      ['-n', '4', '--bind', 'none'],
    );
    expect(stderr).toMatch(/isle 0, core \d, thread \d+: trap: unreachable code was reached\n {2}at /);
    expect(code).toBe(134);
  });
});

describe('misused locks', () => {
  it('that a thread sets twice are a deadlock, and it is told', async () => {
    const { code, stderr } = await outcome(
      main('omp_lock_t l; omp_init_lock(&l); omp_set_lock(&l); omp_set_lock(&l);'),
    );
    expect(stderr).toBe('OpenMP: omp_set_lock: deadlock: thread 0 waits for what it holds itself\n');
    expect(code).toBe(1);
  });

  it('and so is a critical section in itself', async () => {
    const { code, stderr } = await outcome(
      `static void inner(void) { \n#pragma omp critical\n puts("never"); }
${main('PRAGMA parallel num_threads(2)\n { PRAGMA critical\n inner(); }')}`,
    );
    expect(stderr).toMatch(/^OpenMP: critical: deadlock: thread [01] waits for what it holds itself\n$/);
    expect(code).toBe(1);
  });

  it('that were never initialised are refused', async () => {
    const { code, stderr } = await outcome(main('omp_lock_t l; memset(&l, 0x5a, sizeof l); omp_set_lock(&l);'));
    expect(stderr).toBe('OpenMP: omp_set_lock: the lock was not initialised, or something wrote over it\n');
    expect(code).toBe(1);
  });

  it('that are unset or destroyed at the wrong time are warned of, and the program goes on', async () => {
    const { code, stdout, stderr } = await outcome(
      main('omp_lock_t l; omp_init_lock(&l); omp_unset_lock(&l); omp_set_lock(&l); omp_destroy_lock(&l); puts("on");'),
    );
    expect(stderr).toBe('OpenMP: omp_unset_lock: the lock is not set\n');
    expect(stdout).toBe('on\n');
    expect(code).toBe(0);
  });
});

describe('cancellation in the middle of tasks', () => {
  it('leaves none running and none waiting', async () => {
    const { code, stdout, stderr } = await outcome(
      main(`int done = 0, after = 0;
        for (int i = 0; i < 50; i++) {
          PRAGMA parallel num_threads(3)
          { PRAGMA single
            { PRAGMA taskgroup
              for (int k = 0; k < 100; k++) { PRAGMA task shared(done) firstprivate(k)
                { PRAGMA atomic
                  done++;
                  if (k == 7) { PRAGMA cancel taskgroup
                  }
                  PRAGMA cancellation point taskgroup
                  usleep(1);
                } }
              PRAGMA atomic
              after++;
            } }
        }
        printf("%d %d\\n", after, done >= 50 && done <= 5000);`),
      set('OMP_CANCELLATION', 'true'),
    );
    expect(stderr).toBe('');
    expect(stdout).toBe('50 1\n');
    expect(code).toBe(0);
  });
});

describe('a clause on which the compiler does not end', () => {
  it('is named', async () => {
    const cwd = freshFolder();
    writeFileSync(
      join(cwd, 'endless.c'),
      'void f(void)\n{\n#pragma omp parallel \\\n\tnum_threads(2) safesync(2)\n\t;\n}\n',
    );
    const { code, stderr } = await hermit(['cc', '-fopenmp', '-c', 'endless.c'], { cwd });
    expect(stderr).toContain("endless.c:3: the compiler does not end on OpenMP's clause safesync");
    expect(code).toBe(125);
  });
});
