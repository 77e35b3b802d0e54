// native: no
// driver: no
/*
 * Path calls at random on a tree full of links that lead out of it. Whatever it reads, lists or stats is compared with what lies outside:
 * a canary's text, name or inode ends the program with 9. Arguments: seed, number of calls, path of the outside directory, inodes there.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>
#include "random.h"

enum { HANDLES = 12, KINDS = 26 };

static const char *outside;
static long long inodes[256];
static int inode_count, handles[HANDLES], done[KINDS];
static char home[4096], long_name[256], too_long[300];

static void leak(const char *how, const char *path)
{
	dprintf(1, "LEAK by %s: %s\n", how, path);
	_exit(9);
}

static void seen(const char *how, const char *path, const char *text, long n)
{
	for (long i = 0; i + 6 <= n; i++) if (!memcmp(text + i, "CANARY", 6)) leak(how, path);
}

static void seen_stat(const char *how, const char *path, const struct stat *st)
{
	for (int i = 0; i < inode_count; i++) if (inodes[i] == (long long)st->st_ino) leak(how, path);
}

static const char *make_path(void)
{
	static const char *const names[] = { "a", "b", "c", "dir", "dir/deep", "file", "out_relative", "out_absolute", "out_chain", "out_file", "loop",
		"swap", "swapped", "DIR", "File", "inner_up", "ro", "..", "..", "..", "../..", ".", "", "SECRET_dir", "SECRET_file", "grant", "outside",
		"new1", "new2", "new3", "\xff\xfe\x80", "fifo", "socket" };
	static char all[4][5000];
	static int next;
	char *path = all[next++ % 4], *at = path;
	switch (below(14)) {
	case 0: at += sprintf(at, "%s/", home); break;
	case 1: at += sprintf(at, "%s/", outside); break;
	case 2: at += sprintf(at, "/proc/self/fd/%d/", below(20)); break;
	case 3: at += sprintf(at, "%s", one_in(2) ? "/proc/self/cwd/" : "/proc/self/root/"); break;
	case 4: at += sprintf(at, "%s", one_in(2) ? "/" : "//tmp/"); break;
	case 5: at += sprintf(at, "/dev/fd/%d", below(20)); break;
	default: *at = 0;
	}
	for (int n = 1 + below(one_in(10) ? 12 : 4); n > 0; n--) {
		const char *name = one_in(40) ? long_name : one_in(60) ? too_long : PICK(names);
		at += sprintf(at, "%s%s", name, n > 1 || one_in(12) ? "/" : "");
	}
	return path;
}

static int base(void)
{
	return one_in(2) ? AT_FDCWD : handles[below(HANDLES)];
}

static void keep(int fd)
{
	int i = below(HANDLES);
	close(handles[i]);
	handles[i] = fd;
}

/* Everything that an open file gives. */
static void use(int fd, const char *path)
{
	static char text[4096];
	struct stat st;
	if (!fstat(fd, &st)) seen_stat("fstat", path, &st);
	int n = syscall(SYS_getdents64, fd, text, sizeof text);
	if (n > 0) seen("getdents", path, text, n);
	n = pread(fd, text, sizeof text, 0);
	if (n > 0) seen("read", path, text, n);
	switch (below(8)) {
	case 0: pwrite(fd, "written", 7, below(100)); break;
	case 1: ftruncate(fd, below(200)); break;
	case 2: fchmod(fd, 0600 + below(64)); break;
	case 3: futimens(fd, 0); break;
	case 4: fchown(fd, -1, -1); break;
	case 5: fcntl(fd, F_SETFL, O_APPEND); write(fd, "appended", 8); break;
	case 6: if (!fchdir(fd)) if (one_in(2)) chdir(home); break;
	}
}

static int call(int kind, const char *p, const char *q)
{
	static const int flags[] = { O_RDONLY, O_RDWR, O_WRONLY | O_TRUNC, O_RDWR | O_CREAT, O_RDWR | O_CREAT | O_EXCL, O_RDONLY | O_DIRECTORY, O_PATH,
		O_PATH | O_NOFOLLOW, O_RDONLY | O_NOFOLLOW, O_RDWR | O_CREAT | O_NOFOLLOW, O_PATH | O_DIRECTORY, O_TMPFILE | O_RDWR, O_WRONLY | O_CREAT | O_APPEND };
	char text[4200], there[64];
	struct stat st;
	struct statfs fs;
	struct timespec times[2] = { { 1, 2 }, { 0, UTIME_OMIT } };
	int r, fd;
	switch (kind) {
	case 0: case 1: case 2: case 3:
		if ((fd = openat(base(), p, PICK(flags) | O_NONBLOCK, 0600)) < 0) return -1;
		use(fd, p);
		if (one_in(4)) {
			sprintf(there, "/proc/self/fd/%d", fd);
			linkat(AT_FDCWD, there, base(), q, AT_SYMLINK_FOLLOW);
			linkat(fd, "", base(), q, AT_EMPTY_PATH);
			if ((r = open(there, O_RDWR)) >= 0) use(r, p), close(r);
		}
		keep(fd);
		return 0;
	case 4: if (!(r = fstatat(base(), p, &st, one_in(2) ? AT_SYMLINK_NOFOLLOW : 0))) seen_stat("fstatat", p, &st); return r;
	case 5: if (!(r = stat(p, &st))) seen_stat("stat", p, &st); return r;
	case 6: return faccessat(base(), p, below(8), 0);
	case 7: return readlinkat(base(), p, text, sizeof text) < 0 ? -1 : 0;
	case 8: return renameat(base(), p, base(), q);
	case 9: return linkat(base(), p, base(), q, one_in(2) ? AT_SYMLINK_FOLLOW : 0);
	case 10: return symlinkat(p, base(), q);
	case 11: return unlinkat(base(), p, one_in(3) ? AT_REMOVEDIR : 0);
	case 12: return mkdirat(base(), p, 0755);
	case 13: return one_in(8) ? mknodat(base(), p, (one_in(2) ? S_IFIFO : S_IFCHR) | 0600, 259) : -1;
	case 14: return fchmodat(base(), p, 0600 + below(512), 0);
	case 15: return fchownat(base(), p, -1, -1, one_in(2) ? AT_SYMLINK_NOFOLLOW : 0);
	case 16: return utimensat(base(), p, times, one_in(2) ? AT_SYMLINK_NOFOLLOW : 0);
	case 17: return truncate(p, below(100));
	case 18: return statfs(p, &fs);
	case 19: return chdir(one_in(4) ? home : p);
	case 20: if (!getcwd(text, sizeof text)) return -1; seen("getcwd", p, text, strlen(text)); return 0;
	case 21: {
		char *real = realpath(p, 0);
		if (!real) return -1;
		seen("realpath", p, real, strlen(real));
		free(real);
		return 0;
	}
	case 22: if ((r = syscall(SYS_renameat2, base(), p, base(), q, below(4))) < 0) return -1; return r;
	case 23: {
		DIR *d = opendir(p);
		if (!d) return -1;
		for (struct dirent *e; (e = readdir(d));) seen("readdir", p, e->d_name, strlen(e->d_name));
		return closedir(d);
	}
	case 24: return copy_file_range(handles[below(HANDLES)], 0, handles[below(HANDLES)], 0, 100, 0) < 0 ? -1 : 0;
	default: return euidaccess(p, R_OK);
	}
}

static volatile int over;

/* A thread of the program's own swaps names for others of another kind, while the calls go through them. */
static void *swap_names(void *unused)
{
	(void)unused;
	char kept[4200], swapped[4200], file[4200], inner[4200];
	sprintf(kept, "%s/a", home), sprintf(swapped, "%s/new2", home), sprintf(file, "%s/new3", home), sprintf(inner, "%s/b/new1", home);
	while (!over) {
		rename(kept, swapped), symlink(outside, kept);
		unlink(kept), rename(swapped, kept), mkdir(kept, 0700);
		unlink(file), symlink(outside, file), unlink(file), mknod(file, S_IFIFO | 0600, 0);
		unlink(file), mkdir(file, 0700), rmdir(file), link("file", file);
		symlink("../../outside/SECRET_file", inner), unlink(inner), mkdir(inner, 0700), rmdir(inner);
	}
	return 0;
}

int main(int argc, char **argv)
{
	pthread_t swapping;
	int swaps;

	random_seed(atoi(argv[1]));
	outside = argv[3];
	for (int i = 4; i < argc; i++) inodes[inode_count++] = atoll(argv[i]);
	getcwd(home, sizeof home);
	memset(long_name, 'n', 255);
	memset(too_long, 'n', 256);
	for (int i = 0; i < HANDLES; i++) handles[i] = -1;
	swaps = atoi(argv[1]) % 2 && !pthread_create(&swapping, 0, swap_names, 0);
	for (int left = atoi(argv[2]); left > 0; left--) {
		int kind = below(KINDS);
		if (call(kind, make_path(), make_path()) == 0) done[kind]++;
		if (one_in(100)) chdir(home);
	}
	over = 1;
	if (swaps) pthread_join(swapping, 0);
	for (int i = 0; i < KINDS; i++) printf("%d ", done[i]);
	printf("\n");
	return 0;
}
