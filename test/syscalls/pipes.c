// Pipes: order, ends, fullness and who is woken.
// covers: pipe2
#include "check.h"
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

static void simple(void)
{
	int p[2];
	char buf[64] = { 0 };
	SHOW(pipe(p));
	printf("%d %d\n", p[0], p[1]);
	SHOW(write(p[1], "hello", 5));
	SHOW(write(p[1], " there", 6));
	int waiting;
	SHOW(ioctl(p[0], FIONREAD, &waiting));
	SHOW(waiting);
	SHOW(read(p[0], buf, 3));
	SHOW(read(p[0], buf + 3, 60));
	printf("%s\n", buf);
	SHOW(write(p[0], "x", 1));
	SHOW(read(p[1], buf, 1));
	SHOW(lseek(p[0], 0, SEEK_SET));
	SHOW(pread(p[0], buf, 1, 0));
	SHOW(pwrite(p[1], buf, 1, 0));
	SHOW(ftruncate(p[1], 0));
	struct stat st;
	SHOW(fstat(p[0], &st));
	SHOW(S_ISFIFO(st.st_mode));
	int copy = dup(p[1]);
	SHOW(close(p[1]));
	SHOW(write(copy, "end", 3));
	SHOW(close(copy));
	SHOW(read(p[0], buf, 64));
	SHOW(read(p[0], buf, 64));
	SHOW(read(p[0], buf, 64));
	SHOW(close(p[0]));
	SHOW(pipe2(p, O_CLOEXEC | O_NONBLOCK));
	SHOW(fcntl(p[0], F_GETFD));
	SHOW((fcntl(p[1], F_GETFL) & O_NONBLOCK) != 0);
	SHOW(read(p[0], buf, 1));
	SHOW(close(p[0]));
	signal(SIGPIPE, SIG_IGN);
	SHOW(write(p[1], "x", 1));
	SHOW(close(p[1]));
	SHOW(pipe2(p, 0x3));
}

static void full(void)
{
	static char block[4096];
	int p[2];
	SHOW(pipe2(p, O_NONBLOCK));
	int total = 0;
	for (ssize_t n; (n = write(p[1], block, sizeof block)) > 0;) total += n;
	printf("%d bytes, then %s\n", total, error_name(errno));
	SHOW(write(p[1], block, 1));
	SHOW(read(p[0], block, 4096));
	SHOW(write(p[1], block, 1));
	static char all[1 << 17];
	SHOW(read(p[0], all, sizeof all));
	SHOW(write(p[1], all, sizeof all));
	close(p[0]);
	close(p[1]);
}

enum { BYTES = 1 << 20 };
static int flow[2];

static void *writer(void *arg)
{
	(void)arg;
	static unsigned char data[10007];
	unsigned next = 0;
	for (int left = BYTES; left > 0;) {
		int n = left < (int)sizeof data ? left : (int)sizeof data;
		for (int i = 0; i < n; i++) data[i] = next++ % 251;
		for (int done = 0; done < n;) {
			ssize_t w = write(flow[1], data + done, n - done);
			if (w <= 0) return "write failed";
			done += w;
		}
		left -= n;
	}
	close(flow[1]);
	return "written";
}

/* More than a pipe holds goes through it in order while both sides block on each other. */
static void between_threads(void)
{
	pthread_t t;
	SHOW(pipe(flow));
	pthread_create(&t, NULL, writer, NULL);
	static unsigned char buf[5003];
	unsigned expected = 0, wrong = 0, total = 0;
	for (ssize_t n; (n = read(flow[0], buf, sizeof buf)) > 0; total += n)
		for (ssize_t i = 0; i < n; i++) wrong += buf[i] != expected++ % 251;
	void *result;
	pthread_join(t, &result);
	printf("%u bytes, %u wrong, %s\n", total, wrong, (char *)result);
	close(flow[0]);
}

static void *atomic_writer(void *arg)
{
	char line[100];
	memset(line, 'a' + (int)(intptr_t)arg, sizeof line);
	for (int i = 0; i < 200; i++) write(flow[1], line, sizeof line);
	return NULL;
}

/* Writes of up to PIPE_BUF bytes are not mixed with others. */
static void whole_writes(void)
{
	pthread_t t[4];
	SHOW(pipe(flow));
	for (int i = 0; i < 4; i++) pthread_create(&t[i], NULL, atomic_writer, (void *)(intptr_t)i);
	int mixed = 0, lines = 0;
	for (; lines < 800; lines++) {
		char line[100];
		for (int got = 0; got < 100;) got += read(flow[0], line + got, 100 - got);
		for (int i = 1; i < 100; i++) mixed += line[i] != line[0];
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], NULL);
	printf("%d lines, %d mixed\n", lines, mixed);
	close(flow[0]);
	close(flow[1]);
}

int main(void)
{
	simple();
	full();
	between_threads();
	whole_writes();
	return 0;
}
