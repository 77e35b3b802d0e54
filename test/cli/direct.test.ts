// Which programs run on the command's own thread, and that they find there what they have on one of their own.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folders.js';
import { commandLine, environment, hermit } from '../support/hermit.js';
import { compileImage } from '../support/image.js';

const PROGRAM = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <fcntl.h>
#include <poll.h>
#include <time.h>
OTHERS
static int deep(volatile int *n, int left) { volatile int here[8] = { left }; return left ? deep(n, left - 1) + here[0] - left : *n; }
int main(int argc, char **argv)
{
	volatile int seven = 7;
	char text[64] = "";
	if (argc > 1 && !strcmp(argv[1], "wait")) {
		puts("ready"), fflush(stdout);
		for (;;) sleep(1);
	}
	printf("deep %d\\n", deep(&seven, 100000));
	struct pollfd p = { 0, POLLIN, 0 };
	struct timespec a, b;
	clock_gettime(CLOCK_MONOTONIC, &a);
	nanosleep(&(struct timespec){ 0, 20000000 }, 0);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("slept %d\\n", (b.tv_sec - a.tv_sec) * 1000000000ll + b.tv_nsec - a.tv_nsec >= 20000000);
	printf("poll %d", poll(&p, 1, -1)), printf(" %d\\n", p.revents == POLLIN || p.revents == (POLLIN | POLLHUP));
	int n = read(0, text, sizeof text - 1);
	printf("read %d %s\\n", n, text);
	int fd = open("/tmp/file", O_CREAT | O_RDWR, 0600);
	printf("write %d sync %d\\n", (int)write(fd, "abc", 3), fsync(fd));
	fd = open("kept", O_CREAT | O_RDWR, 0600);
	printf("write %d sync %d\\n", (int)write(fd, "abc", 3), fsync(fd));
	return 3;
}
`;

/** What each adds to the program, and whether that needs somebody beside it. */
const ADDED: Record<string, { source: string; beside: boolean }> = {
  nothing: { source: '', beside: false },
  'an assertion': { source: '#include <assert.h>\nvoid f(int n) { assert(n); }', beside: false },
  'a handler': { source: '#include <signal.h>\nvoid f(void) { signal(SIGUSR1, SIG_IGN); }', beside: true },
  'a mask': { source: '#include <signal.h>\nvoid f(sigset_t *s) { sigprocmask(SIG_BLOCK, s, 0); }', beside: true },
  'a thread': { source: '#include <pthread.h>\nvoid f(pthread_t *t) { pthread_create(t, 0, 0, 0); }', beside: true },
  'a timer': { source: 'void f(void) { alarm(1); }', beside: true },
  'a child': { source: 'int f(void) { return system("true"); }', beside: true },
  'a socket': {
    source: '#include <sys/socket.h>\nint f(void) { return socket(AF_INET, SOCK_STREAM, 0); }',
    beside: true,
  },
  'any call': { source: '#include <sys/syscall.h>\nlong f(long n) { return syscall(n); }', beside: true },
};

const image = (source: string): Promise<string> => {
  const file = join(freshFolder(), 'program.c');
  writeFileSync(
    file,
    PROGRAM.replace(
      'OTHERS',
      source.replace('\n', '\n__attribute__((used)) ').replace(/^(?!#)/, '__attribute__((used)) '),
    ),
  );
  return compileImage([file]);
};

/** How SIGTERM ends it: Linux ends what runs on the command's thread, the command ends the others and exits. */
async function terminated(args: readonly string[]): Promise<number | NodeJS.Signals | null> {
  const child = spawn(commandLine, ['run', ...args, 'wait'], { env: environment, stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.once('data', () => child.kill('SIGTERM'));
  return new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
}

describe("a program that runs on the command's own thread", () => {
  it.each(Object.entries(ADDED))('with %s', async (_, { source, beside }) => {
    const program = await image(source);
    expect(await terminated([program])).toBe(beside ? 143 : 'SIGTERM');
    if (beside) return;
    for (const option of [
      ['-n', '1'],
      ['--bind', 'cores'],
      ['--timeout', '1h'],
      ['-i', '2'],
      ['--allow-run', 'true'],
    ])
      expect(await terminated([...option, program]), option.join(' ')).toBe(143);
  });

  it('finds the same there', async () => {
    const program = await image('');
    for (const options of [[], ['-n', '1']]) {
      const cwd = freshFolder();
      const { code, stdout, stderr } = await hermit(['run', '--dir', '.', ...options, program], { cwd, input: 'in' });
      expect(stderr).toBe('');
      expect(stdout.toString()).toBe('deep 7\nslept 1\npoll 1 1\nread 2 in\nwrite 3 sync 0\nwrite 3 sync 0\n');
      expect(code).toBe(3);
    }
  });
});
