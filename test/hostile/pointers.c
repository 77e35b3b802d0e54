// Every proxied call with pointers to nowhere, to the end of memory, and to too much.
// native: no
// run: --mem 256M
// covers: trace
#include "check.h"
#include "calls.h"
#include <unistd.h>

enum { MEMORY = 256 << 20 };

static int file, wrong;
static char path[] = "file";
static _Alignas(64) char good[65536];

static int value(int arg, int bad)
{
	switch (arg) {
	case P: return bad;
	case GOOD: memset(good, 0, sizeof good); return (int)(intptr_t)good;
	case FD: return file;
	case PATH: return (int)(intptr_t)path;
	default: return arg;
	}
}

static void try(const struct call *c, int bad)
{
	int a[6];
	for (int i = 0; i < 6; i++) a[i] = value(c->args[i], bad);
	errno = 0;
	long r = syscall(c->number, a[0], a[1], a[2], a[3], a[4], a[5]);
	/* NULL times mean now, and NULL offsets the file's own position. */
	int optional = !bad && (c->number == SYS_utimensat_time64 || c->number == SYS_sendfile64 || c->number == SYS_copy_file_range);
	if (!optional && (r != -1 || errno != EFAULT)) {
		printf("%s with %x: %ld %s\n", c->name, (unsigned)bad, r, error_name(errno));
		wrong++;
	}
}

/* Lengths that reach past the end of memory from a good place. */
static void too_long(void)
{
	static const unsigned lengths[] = { MEMORY, 0x7fffffff, 0x80000000, 0xffffffff };
	for (int i = 0; i < 4; i++) {
		unsigned n = lengths[i];
		int results[] = {
			syscall(SYS_getcwd, good, n) == -1, syscall(SYS_read, file, good, n) >= 4096, syscall(SYS_write, file, good, n) >= 4096,
			syscall(SYS_pread64, file, good, n, 0, 0) >= 65536, syscall(SYS_getrandom, good, n, 0) > 65536 * 1024,
			syscall(SYS_readv, file, good, n) >= 0, syscall(SYS_writev, file, good, n) >= 0,
			syscall(SYS_getdents64, file, good, n) >= 0, syscall(SYS_readlinkat, AT_FDCWD, path, good, n) >= 0,
		};
		(void)results;
	}
	struct { void *base; unsigned length; } v[2] = { { good, 16 }, { (void *)(MEMORY - 8), 16 } };
	SHOW(syscall(SYS_readv, file, v, 2) == -1 && errno == EFAULT);
	SHOW(syscall(SYS_writev, file, v, 2) == -1 && errno == EFAULT);
	v[1].length = 0xffffffff;
	SHOW(syscall(SYS_writev, file, v, 2) == -1);
	printf("long lengths survived\n");
}

int main(void)
{
	static const unsigned bad[] = { 0, 0xfffffff0, 0xffffffff, MEMORY - 1, MEMORY, MEMORY + 1 };
	file = open("file", O_RDWR | O_CREAT, 0644);
	ftruncate(file, 65536);
	/* A string that begins in the last byte shall not end there. */
	*(volatile char *)(MEMORY - 1) = 'x';
	for (size_t c = 0; c < sizeof proxied / sizeof *proxied; c++)
		for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) try(&proxied[c], bad[i]);
	SHOW(wrong);
	too_long();

	/* No pointer at all is wrong, only odd: served. */
	static char odd[600];
	SHOW(syscall(SYS_uname, odd + 1) == -1 ? errno : 0);
	SHOW(syscall(SYS_fstat64, file, odd + 3));
	SHOW(syscall(SYS_pwrite64, file, "odd", 3, 0, 0));
	SHOW(syscall(SYS_pread64, file, odd + 5, 3, 0, 0));
	printf("%.3s\n", odd + 5);
	return 0;
}
