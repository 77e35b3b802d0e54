// driver: no
// Texts that a second thread rewrites while the host reads them. Every one goes from the shortest form of UTF-8 to the longest and back,
// so that whoever counts first and writes then writes past what was counted.
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define ROOM (1 << 20)

static char text[ROOM + 1];
static char path[4096] = "/tmp/a";
static struct iovec vectors[64];
static char *arguments[64];
static atomic_int over;

static void fill(int form)
{
	static const char *const forms[] = { "a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xff", "\x80" };
	const char *with = forms[form % 6];
	size_t length = strlen(with);
	for (size_t at = 0; at + length <= ROOM; at += length) memcpy(text + at, with, length);
}

static void *rewrite(void *unused)
{
	for (unsigned i = 0; !over; i++) {
		fill(i);
		/* Paths and vectors change more often than texts: they are short. */
		for (int n = 0; n < 200; n++) {
			path[5] = n & 1 ? 'b' : '/';
			memset(path + 6, n & 2 ? 0xff : 'c', n & 4 ? 4000 : 3);
			path[n & 8 ? 9 : 4090] = 0;
			for (int v = 0; v < 64; v++) {
				vectors[v].iov_base = n & 1 ? text : (char *)-4096;
				vectors[v].iov_len = n & 2 ? 4096 : 0x7fffffff;
				arguments[v] = n & 1 ? path : (char *)-8;
			}
		}
	}
	return 0;
}

__attribute__((export_name("race"))) const char *race(int threads)
{
	for (int i = 0; i < threads; i++) {
		pthread_t thread;
		if (pthread_create(&thread, 0, rewrite, 0)) abort();
		pthread_detach(thread);
	}
	memset(text, 'a', ROOM);
	return text;
}

__attribute__((export_name("text_of"))) const char *text_of(void) { return text; }

/* The rounds are the program's: paths, vectors and texts go to the proxy while they change. */
int main(int argc, char **argv)
{
	if (argc < 2) return 0;
	race(2);
	int null = open("/dev/null", O_WRONLY), file = open("/tmp/file", O_RDWR | O_CREAT, 0600);
	struct stat status;
	for (int i = atoi(argv[1]); i > 0; i--) {
		stat(path, &status);
		int fd = open(path, O_RDWR | O_CREAT, 0600);
		if (fd >= 0) close(fd);
		symlink(text + ROOM - 100, path);
		rename(path, "/tmp/z");
		unlink("/tmp/z");
		mkdir(path, 0700);
		rmdir(path);
		writev(null, vectors, 64);
		writev(file, vectors, 3);
		lseek(file, 0, SEEK_SET);
		readv(file, vectors + 32, 3);
		ftruncate(file, 0);
		write(2, text + ROOM - 64, 64);
	}
	over = 1;
	puts("done");
	return 0;
}
