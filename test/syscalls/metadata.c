// What is known about a file, and changing it.
// covers: fstatat64 fstat64 statx fchmod fchmodat fchown fchownat faccessat faccessat2 utimensat_time64 umask
#include "check.h"
#include "raw.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void describe(const char *path, int flags)
{
	struct stat st;
	if (fstatat(AT_FDCWD, path, &st, flags)) {
		printf("%s: %s\n", path, error_name(errno));
		return;
	}
	printf("%s: mode %o links %lld size %lld\n", path, st.st_mode, S_ISDIR(st.st_mode) ? 0 : (long long)st.st_nlink,
	       S_ISDIR(st.st_mode) ? 0 : (long long)st.st_size);
}

static void modes(void)
{
	SHOW(umask(027));
	SHOW(umask(027));
	int fd = open("f", O_RDWR | O_CREAT, 0666);
	SHOW(write(fd, "12345", 5));
	describe("f", 0);
	SHOW(mkdir("d", 0777));
	describe("d", 0);
	SHOW(umask(0));
	SHOW(chmod("f", 0640));
	describe("f", 0);
	SHOW(fchmod(fd, 0755));
	describe("f", 0);
	SHOW(fchmodat(AT_FDCWD, "f", 0600, 0));
	describe("f", 0);
	SHOW(chmod("none", 0600));
	SHOW(fchmod(99, 0600));
	SHOW(fchmodat(99, "f", 0600, 0));
	SHOW(symlink("f", "l"));
	describe("l", 0);
	describe("l", AT_SYMLINK_NOFOLLOW);
	describe("none", 0);
	describe("f/x", 0);
	describe("", 0);
	struct stat a, b;
	SHOW(fstat(fd, &a));
	SHOW(stat("l", &b));
	YES(a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	SHOW(fstatat(fd, "", &b, AT_EMPTY_PATH));
	YES(a.st_ino == b.st_ino && a.st_size == 5);
	SHOW(fstat(99, &a));
	SHOW(fstatat(99, "f", &a, 0));
	YES(a.st_uid == geteuid());
	YES(a.st_blksize > 0 && a.st_blocks >= 0);
	SHOW(chown("f", -1, -1));
	SHOW(chown("f", geteuid(), getegid()));
	SHOW(lchown("l", geteuid(), -1));
	SHOW(fchown(fd, -1, getegid()));
	SHOW(chown("none", -1, -1));
	SHOW(fchown(99, -1, -1));
	SHOW(fchownat(AT_FDCWD, "f", -1, -1, 0x4));
	close(fd);
}

static void times(void)
{
	struct stat st;
	struct timespec t[2] = { { 1000000000, 123456789 }, { 1700000000, 987654321 } };
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	SHOW(stat("f", &st));
	printf("%lld %lld\n", (long long)st.st_atim.tv_sec, (long long)st.st_mtim.tv_sec);
	YES(st.st_mtim.tv_nsec / 1000000 == 987);
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_sec = -5;
	t[1].tv_nsec = 0;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	SHOW(stat("f", &st));
	printf("%lld %lld\n", (long long)st.st_atim.tv_sec, (long long)st.st_mtim.tv_sec);
	t[0].tv_nsec = t[1].tv_nsec = UTIME_NOW;
	time_t before = time(NULL) - 1;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	SHOW(stat("f", &st));
	YES(st.st_mtim.tv_sec >= before && st.st_atim.tv_sec >= before);
	SHOW(utimensat(AT_FDCWD, "f", NULL, 0));
	t[0].tv_nsec = 1000000000;
	SHOW(utimensat(AT_FDCWD, "f", t, 0));
	SHOW(utimensat(AT_FDCWD, "none", NULL, 0));
	SHOW(utimensat(AT_FDCWD, "f", NULL, 0x4));
	int fd = open("f", O_RDWR);
	struct timespec u[2] = { { 5, 0 }, { 6, 0 } };
	SHOW(futimens(fd, u));
	SHOW(fstat(fd, &st));
	printf("%lld %lld\n", (long long)st.st_atim.tv_sec, (long long)st.st_mtim.tv_sec);
	close(fd);
	SHOW(futimens(99, u));
	struct timespec v[2] = { { 7, 0 }, { 8, 0 } };
	SHOW(utimensat(AT_FDCWD, "l", v, AT_SYMLINK_NOFOLLOW));
	SHOW(lstat("l", &st));
	printf("%lld\n", (long long)st.st_mtim.tv_sec);
	SHOW(stat("l", &st));
	printf("%lld\n", (long long)st.st_mtim.tv_sec);
}

static void extended(void)
{
	struct raw_statx x;
	SHOW(raw_statx(AT_FDCWD, "f", 0, 0x7ff, &x));
	printf("mode %o links %u size %llu\n", x.mode, x.nlink, (unsigned long long)x.size);
	YES((x.mask & 0x7ff) == 0x7ff);
	SHOW(raw_statx(AT_FDCWD, "l", AT_SYMLINK_NOFOLLOW, 1, &x));
	SHOW(S_ISLNK(x.mode));
	int fd = open("f", O_RDONLY);
	SHOW(raw_statx(fd, "", AT_EMPTY_PATH, 0x200, &x));
	printf("size %llu\n", (unsigned long long)x.size);
	close(fd);
	SHOW(raw_statx(AT_FDCWD, "none", 0, 0x7ff, &x));
	SHOW(raw_statx(99, "f", 0, 0x7ff, &x));
	SHOW(raw_statx(AT_FDCWD, "f", 0x10000000, 0x7ff, &x));
}

static void access_checks(void)
{
	SHOW(access("f", F_OK));
	SHOW(access("f", R_OK | W_OK));
	SHOW(chmod("f", 0600));
	SHOW(access("f", X_OK));
	SHOW(access("f", 8));
	SHOW(access("none", F_OK));
	SHOW(access("f/x", F_OK));
	SHOW(access("d", X_OK));
	SHOW(faccessat(AT_FDCWD, "f", W_OK, AT_EACCESS));
	SHOW(faccessat(AT_FDCWD, "none", W_OK, AT_EACCESS));
	SHOW(faccessat(99, "f", F_OK, 0));
	SHOW(symlink("none", "dangling"));
	SHOW(access("dangling", F_OK));
	SHOW(faccessat(AT_FDCWD, "dangling", F_OK, AT_SYMLINK_NOFOLLOW));
	SHOW(faccessat(AT_FDCWD, "f", F_OK, 0x4));
}

int main(void)
{
	modes();
	times();
	extended();
	access_checks();
	return 0;
}
