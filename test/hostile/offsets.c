// driver: no
/*
 * Calls with 64-bit offsets and lengths around the powers of two where such numbers break. Arguments: seed, number of calls, file; then
 * "print" for one line a call, which Linux's must equal, or "check" for a file system that has another limit. Either way the head of the
 * file is looked at after each call: what was not written there must not be there.
 */
#include "check.h"
#include "random.h"
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { HEAD = 64, KINDS = 21 };
/* Between the limits of file systems: one lets be what another does not. */
static const int64_t FAR = 1ll << 42;

static int fd, end_fd, reader, other, printing;
static const char *path;
static char head[HEAD];

/* Around one of the edges; never so large that a file system with a smaller limit would say something else. */
static int64_t odd_offset(void)
{
	static const uint64_t edges[] = { 0, 1ull << 31, 1ull << 32, 1ull << 53, 1ull << 63, -(1ull << 31), -(1ull << 32), -(1ull << 53), 3ull << 61, (1ull << 53) + (1ull << 31) };
	uint64_t at = PICK(edges) + below(41) - 20;
	return one_in(5) ? at << below(8) : at;
}

/* Few bytes, or none that can be had: space of gigabytes is not asked for. */
static int64_t odd_length(void)
{
	if (one_in(2)) return below(20);
	int64_t n = odd_offset();
	return n > 1000 && n < FAR ? 16 : n;
}

/* The calls below and what they answer; far positions are alike. */
static int64_t call(int kind, int64_t a, int64_t b)
{
	char buf[40];
	memset(buf, 'a' + below(26), sizeof buf);
	struct iovec two[2] = { { buf, 7 }, { buf + 7, 1 + below(12) } };
	struct flock lock = { .l_type = one_in(2) ? F_RDLCK : F_WRLCK, .l_whence = below(3), .l_start = a, .l_len = b };
	struct timespec times[2] = { { a, below(3) ? 5 : UTIME_OMIT }, { b, below(1000000000) } };
	off_t in = a, out = b;
	int64_t r;
	size_t n = below(30);
	switch (kind) {
	case 0: return pread(fd, buf, n, a);
	case 1: case 2: return pwrite(fd, buf, n, a);
	case 3: return preadv(fd, two, 2, a);
	case 4: return pwritev(fd, two, 1 + below(2), a);
	case 5: {
		int whence = below(5);
		r = lseek(fd, a, whence);
		/* Where data and holes are within the file differs. */
		if (whence >= SEEK_DATA && a >= 0 && a < FAR) return lseek(fd, 0, SEEK_SET);
		return r > FAR || (r < 0 && errno == EINVAL && a > FAR) ? FAR : r;
	}
	case 6: r = lseek(fd, a, SEEK_CUR); return r > FAR || (r < 0 && errno == EINVAL && a > FAR) ? FAR : r;
	case 7: return lseek(fd, a, SEEK_SET) < 0 || a > FAR ? lseek(fd, 0, SEEK_SET) : one_in(2) ? write(fd, buf, n) : read(fd, buf, n);
	case 8: return ftruncate(fd, one_in(2) ? a : b);
	case 9: return truncate(path, one_in(2) ? a : b);
	case 10: return fallocate(fd, b > FAR || a > FAR ? 0 : below(2), a, b);
	case 11: return posix_fadvise(fd, a, b, below(8));
	case 12: r = copy_file_range(reader, &in, fd, &out, n, 0); if (printing) printf("%lld %lld ", (long long)in, (long long)out); return r;
	/* Not over its own source, which Linux may see written or not. */
	case 13: lseek(fd, HEAD, SEEK_SET); r = sendfile(fd, reader, &in, n); if (printing) printf("%lld ", (long long)in); return r;
	case 14: return fcntl(other, F_SETLK, &lock);
	case 15: return fcntl(fd, F_OFD_SETLK, &lock);
	case 16: r = fcntl(reader, F_OFD_GETLK, &lock); if (printing) printf("%d %lld %lld ", lock.l_type, (long long)lock.l_start, (long long)lock.l_len); return r;
	case 17: {
		if (a > FAR || a < 0) return 0;
		char *map = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, a & ~4095ll);
		if (map == MAP_FAILED) return -1;
		return munmap(map, 4096);
	}
	case 18: return futimens(fd, times);
	case 19: return pwrite(end_fd, buf, n, a > FAR ? 0 : a);
	default: {
		struct timespec none = { a > 0 ? 0 : a, b > 0 && b < 1000000000 ? 0 : (int32_t)b };
		return nanosleep(&none, 0);
	}
	}
}

/* What a good call may have changed in the head of the file is read anew; what a failed one or one far from it did is a fault. */
static void look(int kind, int64_t r, int64_t a, int64_t b)
{
	char now[HEAD] = { 0 };
	struct stat st;
	fstat(fd, &st);
	int64_t got = pread(reader, now, HEAD, 0);
	int near = a > -HEAD && a < HEAD * 300;
	int changes = r >= 0 && (near || (kind >= 5 && kind <= 13) || kind == 19);
	if (!changes && memcmp(now, head, HEAD)) {
		printf("WRONG: kind %d, %lld, %lld answered %lld and changed the head\n", kind, (long long)a, (long long)b, (long long)r);
		exit(9);
	}
	if (r > 0 && kind <= 4 && (a < 0 || a > 1ll << 53)) {
		printf("WRONG: kind %d at %lld answered %lld\n", kind, (long long)a, (long long)r);
		exit(9);
	}
	memcpy(head, now, HEAD);
	if (!printing) return;
	unsigned sum = 0;
	for (int i = 0; i < HEAD; i++) sum = sum * 31 + (unsigned char)now[i];
	printf(" size %lld head %lld %08x times %lld.%ld\n", (long long)st.st_size, (long long)got, sum,
		kind == 18 ? (long long)st.st_mtim.tv_sec : 0, kind == 18 ? st.st_mtim.tv_nsec : 0);
}

int main(int argc, char **argv)
{
	(void)argc;
	random_seed(atoi(argv[1]));
	path = argv[3];
	printing = !strcmp(argv[4], "print");
	fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	end_fd = open(path, O_WRONLY | O_APPEND);
	reader = open(path, O_RDONLY);
	/* Locks of a process and of an open file do not meet. */
	other = open("other", O_RDWR | O_CREAT, 0600);
	write(other, "0123456789", 10);
	write(fd, "CANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY", HEAD);
	memcpy(head, "CANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARYCANARY", HEAD);
	int64_t positive = 0;
	for (int left = atoi(argv[2]); left > 0; left--) {
		int kind = below(KINDS);
		int64_t a = odd_offset(), b = kind == 10 || kind == 11 ? odd_length() : odd_offset();
		if (printing) printf("%d %lld %lld: ", kind, (long long)a, (long long)b);
		errno = 0;
		int64_t r = call(kind, a, b);
		int error = errno;
		if (printing) printf("%lld %s", (long long)r, r < 0 ? error_name(error) : "");
		if (r > 0) positive++;
		look(kind, r, a, b);
		/* A file of gigabytes is short again. */
		struct stat st;
		if (!fstat(fd, &st) && st.st_size > HEAD * 400) ftruncate(fd, HEAD);
	}
	if (!printing) printf("%lld\n", (long long)positive);
	return 0;
}
