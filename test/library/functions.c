// Functions that tests of the library call, and a main that does what its arguments say.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define EXPORT(name) __attribute__((export_name(#name)))

EXPORT(nothing) void nothing(void) { }
EXPORT(add) int add(int a, int b) { return a + b; }
EXPORT(mul64) int64_t mul64(int64_t a, int64_t b) { return a * b; }
EXPORT(scale) float scale(float a, double b) { return a * b; }
EXPORT(half) double half(double a) { return a / 2; }
EXPORT(many) double many(int a, double b, int64_t c, float d, int e, double f) { return a + b + c + d + e + f; }
EXPORT(vector) __attribute__((vector_size(16))) int vector(void) { return (__attribute__((vector_size(16))) int){ 1 }; }

EXPORT(sum) double sum(const double *a, int n)
{
	double s = 0;
#pragma omp parallel for reduction(+ : s)
	for (int i = 0; i < n; i++) s += a[i];
	return s;
}

EXPORT(length) int length(const char *text) { return text ? strlen(text) : -1; }
EXPORT(greet) char *greet(const char *who)
{
	static char text[100];
	snprintf(text, sizeof text, "hello %s", who);
	printf("greeting %s\n", who);
	return text;
}

static int counter;
/* The same memory each time. */
EXPORT(long_text) char *long_text(int bytes, int letter)
{
	static char *text;
	if (!text) text = malloc(17 << 20);
	memset(text, letter, bytes);
	text[bytes] = 0;
	return text;
}
EXPORT(count) int count(void) { return ++counter; }
EXPORT(boom) int boom(int x)
{
	if (x) __builtin_trap();
	return x;
}
EXPORT(divide) int divide(int a, int b) { return a / b; }
EXPORT(spin) void spin(void) { for (volatile int i = 0;; i++); }
EXPORT(rest) void rest(int ms) { usleep(ms * 1000); }
EXPORT(leave) void leave(int code) { exit(code); }
EXPORT(end_thread) void end_thread(void) { pthread_exit(0); }

/* Two calls that meet can only do so when they run at once. */
static volatile int met;
EXPORT(meet) int meet(void)
{
	__atomic_add_fetch(&met, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&met, __ATOMIC_SEQ_CST) < 2);
	return met;
}

/* What was reached before a limit: the count, and the error's number in thousands. */
EXPORT(open_many) int open_many(void)
{
	int n = 0, fd, fds[64];
	while (n < 64 && (fd = open("/dev/null", O_RDONLY)) >= 0) fds[n++] = fd;
	int e = errno;
	for (int i = 0; i < n; i++) close(fds[i]);
	return e * 1000 + n;
}
static void *park(void *gate)
{
	pthread_mutex_lock(gate);
	pthread_mutex_unlock(gate);
	return 0;
}
EXPORT(start_many) int start_many(void)
{
	static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
	pthread_t threads[64];
	int n = 0, e = 0;
	pthread_mutex_lock(&gate);
	while (n < 64 && !(e = pthread_create(&threads[n], 0, park, &gate))) n++;
	pthread_mutex_unlock(&gate);
	for (int i = 0; i < n; i++) pthread_join(threads[i], 0);
	return e * 1000 + n;
}
EXPORT(write_much) int write_much(const char *path, int kilobytes)
{
	static char block[1024];
	int fd = *path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : 1, n = 0;
	if (fd < 0) return errno * 1000;
	errno = 0;
	while (n < kilobytes && write(fd, block, sizeof block) == sizeof block) n++;
	int e = errno;
	if (fd != 1) close(fd);
	return e * 1000 + n;
}
/* Makes names of a kind until none can be made: files, directories, links, symbolic links, pipes, files without a name. */
EXPORT(make_names) int make_names(const char *folder, int kind)
{
	char path[256], old[256];
	int n = 0, r = 0;
	snprintf(old, sizeof old, "%s/old", folder);
	for (; n < 100 && r >= 0; n += r >= 0) {
		snprintf(path, sizeof path, "%s/%d.%d", folder, kind, n);
		if (kind == 0) r = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
		if (kind == 1) r = mkdir(path, 0700);
		if (kind == 2) r = link(old, path);
		if (kind == 3) r = symlink("t", path);
		if (kind == 4) r = mknod(path, S_IFIFO | 0600, 0);
		if (kind == 5) r = open(folder, O_TMPFILE | O_RDWR, 0600);
	}
	return errno * 1000 + n;
}
EXPORT(rename_one) int rename_one(const char *from, const char *to)
{
	return rename(from, to) ? errno : 0;
}
EXPORT(fill) int fill(int megabytes)
{
	int n = 0;
	void *volatile got;
	while (n < megabytes && (got = malloc(1 << 20))) n++;
	return n;
}

int main(int argc, char **argv)
{
	if (argc > 1 && !strcmp(argv[1], "fail")) return 3;
	if (argc > 1 && !strcmp(argv[1], "trap")) __builtin_trap();
	if (argc > 1 && !strcmp(argv[1], "spin")) spin();
	if (argc > 1 && !strcmp(argv[1], "echo")) {
		char line[256];
		while (fgets(line, sizeof line, stdin)) {
			printf("%s", line);
			fflush(stdout);
		}
		fprintf(stderr, "end\n");
	}
	if (argc > 1 && !strcmp(argv[1], "say")) printf("%s", argv[2]);
	if (argc > 1 && !strcmp(argv[1], "flood")) for (int i = 0; i < 4096; i++) write_much("", 1);
	return 0;
}
