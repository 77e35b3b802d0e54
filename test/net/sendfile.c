// sendfile() into a socket and a pipe: by the file's position and by an offset, past its end, into a full non-blocking socket.
// covers: sendfile64
#include "sockets.h"
#include <sys/sendfile.h>

enum { SIZE = 300000 };
static char data[SIZE], got[SIZE];

static int file_of(int size)
{
	char name[] = "sendfile-XXXXXX";
	int f = MUST(mkstemp(name));
	unlink(name);
	for (int i = 0; i < SIZE; i++) data[i] = i * 7 + i / 251;
	MUST(write(f, data, size));
	MUST(lseek(f, 0, SEEK_SET));
	return f;
}

/* Reads `n` bytes: whether they are those of the file from `at` on. */
static int are(int s, int n, int at)
{
	for (int done = 0; done < n;) {
		int r = MUST(read(s, got + done, n - done));
		if (!r) return 0;
		done += r;
	}
	return !memcmp(got, data + at, n);
}

int main(void)
{
	int p[2], q[2], f = file_of(SIZE);
	off_t at = 1000;
	tcp_pair(p);
	SHOW(sendfile(p[0], f, NULL, 100));
	YES(are(p[1], 100, 0));
	SHOW(sendfile(p[0], f, &at, 50000));
	YES(are(p[1], 50000, 1000));
	SHOW((int)at);
	SHOW((int)lseek(f, 0, SEEK_CUR));
	MUST(lseek(f, SIZE - 10, SEEK_SET));
	SHOW(sendfile(p[0], f, NULL, 1000));
	YES(are(p[1], 10, SIZE - 10));
	SHOW(sendfile(p[0], f, NULL, 1000));
	at = -1;
	SHOW(sendfile(p[0], f, &at, 10));
	SHOW(sendfile(p[0], 77, NULL, 10));
	SHOW(sendfile(p[0], p[1], NULL, 10));
	MUST(pipe(q));
	at = 5;
	SHOW(sendfile(q[1], f, &at, 4000));
	YES(are(q[0], 4000, 5));
	SHOW(sendfile(q[0], f, &at, 10));
	/* As much as there is room for, and the position stays behind it. */
	MUST(fcntl(p[0], F_SETFL, O_NONBLOCK));
	MUST(lseek(f, 0, SEEK_SET));
	long all = 0, r;
	int right = 1;
	while ((r = sendfile(p[0], f, NULL, SIZE)) > 0) {
		all += r;
		right &= lseek(f, 0, SEEK_CUR) == r;
		if (r < SIZE) break;
		MUST(lseek(f, 0, SEEK_SET));
	}
	YES(all > 0 && right);
	shutdown(p[1], SHUT_RDWR);
	close(p[1]);
	signal(SIGPIPE, SIG_IGN);
	return 0;
}
