import { openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { mainImage } from '../support/small.js';
import { run } from '../support/spawn.js';

const copy = `
  char buf[65536];
  for (ssize_t n; (n = read(0, buf, sizeof buf)) != 0;) {
    if (n < 0) { perror("read"); return 1; }
    for (ssize_t done = 0; done < n;) {
      ssize_t w = write(1, buf + done, n - done);
      if (w < 0) { perror("write"); return 1; }
      done += w;
    }
  }`;

/** Runs a line of shell in which $HERMIT stands for the command. */
function shell(line: string, cwd = freshFolder()) {
  return run('sh', ['-c', line], { cwd, env: { ...environment, HERMIT: commandLine } });
}

describe('standard input and output', () => {
  it('copies a pipe of several megabytes byte for byte', async () => {
    const data = Buffer.alloc(5_000_000);
    for (let i = 0; i < data.length; i++) data[i] = (i * 31 + (i >> 8)) & 255;
    const { code, stdout } = await hermit(['run', await mainImage(copy)], { input: data });
    expect(code).toBe(0);
    expect(stdout.equals(data)).toBe(true);
  });

  it('reads a file, sees its size and seeks in it', async () => {
    const program = await mainImage(`
      struct stat st;
      char buf[4];
      fstat(0, &st);
      lseek(0, -3, SEEK_END);
      printf("%lld %d %d %.3s", (long long)st.st_size, S_ISREG(st.st_mode), (int)read(0, buf, 3), buf);`);
    const cwd = freshFolder();
    writeFileSync(join(cwd, 'in'), '0123456789');
    const { stdout } = await shell(`$HERMIT run ${program} < in`, cwd);
    expect(stdout.toString()).toBe('10 1 3 789');
  });

  it('sees the end of an input that is closed or not there', async () => {
    const program = await mainImage('char c; printf("%d", (int)read(0, &c, 1));');
    expect((await hermit(['run', program], { input: '' })).stdout.toString()).toBe('0');
    expect((await hermit(['run', program])).stdout.toString()).toBe('0');
    expect((await shell(`$HERMIT run ${program} <&-`)).stdout.toString()).toMatch(/^(0|-1)$/);
  });

  it('hands over input as it comes, before the end', async () => {
    const program = await mainImage(
      'char line[64]; puts("first"); fflush(stdout); while (fgets(line, 64, stdin)) { printf("got %s", line); fflush(stdout); }',
    );
    const answers: [after: string, line: string | null][] = [
      ['first', 'one\n'],
      ['got one', 'two\n'],
      ['got two', null],
    ];
    const { stdout } = await hermit(['run', program], {
      onOutput: (text, child) => {
        if (answers[0] && text.includes(answers[0][0])) child.write(answers.shift()![1]);
      },
    });
    expect(stdout.toString()).toBe('first\ngot one\ngot two\n');
  });

  it('appends to a file that is standard output', async () => {
    const cwd = freshFolder();
    const file = join(cwd, 'log');
    writeFileSync(file, 'before\n');
    const { code } = await hermit(['run', await mainImage('puts("after");')], { stdout: openSync(file, 'a') });
    expect(code).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
  });

  it('ends by SIGPIPE when nobody reads any more', async () => {
    const program = await mainImage('for (long i = 0; ; i++) printf("line %ld\\n", i);');
    const { stdout, stderr } = await shell(`{ $HERMIT run ${program}; echo $? > code; } | head -1; cat code`);
    expect(stdout.toString()).toBe('line 0\n141\n');
    expect(stderr).toBe('');
  });

  it('gets EPIPE when it ignores SIGPIPE', async () => {
    const program = await mainImage(
      'signal(SIGPIPE, SIG_IGN); while (write(1, "line\\n", 5) == 5) continue; fprintf(stderr, "%d", errno == EPIPE); return 9;',
    );
    const { stderr } = await shell(`{ $HERMIT run ${program}; echo " $?" >&2; } | head -1`);
    expect(stderr).toBe('1 9\n');
  });

  it('reports a full disk as ENOSPC', async () => {
    const program = await mainImage(
      'if (puts("text") == EOF || fflush(stdout)) { fprintf(stderr, "%d", errno == ENOSPC); return 4; }',
    );
    const { code, stderr } = await hermit(['run', program], { stdout: openSync('/dev/full', 'w') });
    expect([stderr, code]).toEqual(['1', 4]);
  });

  it('keeps standard error apart, and both in order when they go to one place', async () => {
    const program = await mainImage('for (int i = 0; i < 100; i++) dprintf(1 + i % 2, "%d\\n", i);');
    const both = await shell(`$HERMIT run ${program} 2>&1`);
    expect(both.stdout.toString()).toBe(Array.from({ length: 100 }, (_, i) => `${i}\n`).join(''));
    const apart = await hermit(['run', program]);
    expect(apart.stderr).toBe(Array.from({ length: 50 }, (_, i) => `${2 * i + 1}\n`).join(''));
  });

  it('are files whose mode, owner and times the program cannot change', async () => {
    const program = await mainImage(
      `for (int fd = 0; fd < 3; fd++)
         if (!fchmod(fd, 0) || errno != EPERM || !fchown(fd, 1, 1) || errno != EPERM || !futimens(fd, 0) || errno != EPERM) return 1 + fd;`,
    );
    const folder = freshFolder();
    writeFileSync(join(folder, 'in'), 'text');
    expect((await shell(`$HERMIT run ${program} < in > out 2>&1`, folder)).code).toBe(0);
    expect((await shell(`$HERMIT run ${program} < /dev/null | cat`, folder)).code).toBe(0);
    expect(statSync(join(folder, 'in')).mode & 0o777).not.toBe(0);
  });
});
