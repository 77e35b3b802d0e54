/* Preview 1 by hand: its imports, its structs, and checks that say which line failed. No C library. */
#pragma once
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;
typedef long long s64;

#define IMPORT(name) __attribute__((import_module("wasi_snapshot_preview1"), import_name(#name))) u32 name

typedef struct { const void *data; u32 size; } iovec;
typedef struct { u8 type; u16 flags; u64 base, inheriting; } fdstat;
typedef struct { u64 dev, ino; u8 type; u64 links, size, atim, mtim, ctim; } filestat;
typedef struct { u8 tag; u32 length; } prestat;
typedef struct { u64 next, ino; u32 length; u8 type; } dirent;
typedef struct {
	u64 userdata;
	u8 tag;
	union {
		struct { u32 id; u64 timeout, precision; u16 flags; } clock;
		u32 fd;
	};
} subscription;
typedef struct { u64 userdata; u16 error; u8 type; u64 nbytes; u16 flags; } event;
_Static_assert(sizeof(fdstat) == 24 && sizeof(filestat) == 64 && sizeof(prestat) == 8 && sizeof(dirent) == 24, "layout");
_Static_assert(sizeof(subscription) == 48 && sizeof(event) == 32, "layout");

IMPORT(args_get)(char **, char *);
IMPORT(args_sizes_get)(u32 *, u32 *);
IMPORT(environ_get)(char **, char *);
IMPORT(environ_sizes_get)(u32 *, u32 *);
IMPORT(clock_res_get)(u32, u64 *);
IMPORT(clock_time_get)(u32, u64, u64 *);
IMPORT(fd_advise)(u32, u64, u64, u32);
IMPORT(fd_allocate)(u32, u64, u64);
IMPORT(fd_close)(u32);
IMPORT(fd_datasync)(u32);
IMPORT(fd_fdstat_get)(u32, fdstat *);
IMPORT(fd_fdstat_set_flags)(u32, u32);
IMPORT(fd_fdstat_set_rights)(u32, u64, u64);
IMPORT(fd_filestat_get)(u32, filestat *);
IMPORT(fd_filestat_set_size)(u32, u64);
IMPORT(fd_filestat_set_times)(u32, u64, u64, u32);
IMPORT(fd_pread)(u32, const iovec *, u32, u64, u32 *);
IMPORT(fd_prestat_get)(u32, prestat *);
IMPORT(fd_prestat_dir_name)(u32, char *, u32);
IMPORT(fd_pwrite)(u32, const iovec *, u32, u64, u32 *);
IMPORT(fd_read)(u32, const iovec *, u32, u32 *);
IMPORT(fd_readdir)(u32, void *, u32, u64, u32 *);
IMPORT(fd_renumber)(u32, u32);
IMPORT(fd_seek)(u32, s64, u32, u64 *);
IMPORT(fd_sync)(u32);
IMPORT(fd_tell)(u32, u64 *);
IMPORT(fd_write)(u32, const iovec *, u32, u32 *);
IMPORT(path_create_directory)(u32, const char *, u32);
IMPORT(path_filestat_get)(u32, u32, const char *, u32, filestat *);
IMPORT(path_filestat_set_times)(u32, u32, const char *, u32, u64, u64, u32);
IMPORT(path_link)(u32, u32, const char *, u32, u32, const char *, u32);
IMPORT(path_open)(u32, u32, const char *, u32, u32, u64, u64, u32, u32 *);
IMPORT(path_readlink)(u32, const char *, u32, char *, u32, u32 *);
IMPORT(path_remove_directory)(u32, const char *, u32);
IMPORT(path_rename)(u32, const char *, u32, u32, const char *, u32);
IMPORT(path_symlink)(const char *, u32, u32, const char *, u32);
IMPORT(path_unlink_file)(u32, const char *, u32);
IMPORT(poll_oneoff)(const subscription *, event *, u32, u32 *);
__attribute__((import_module("wasi_snapshot_preview1"), import_name("proc_exit"))) _Noreturn void proc_exit(u32);
IMPORT(proc_raise)(u32);
IMPORT(random_get)(void *, u32);
IMPORT(sched_yield)(void);
IMPORT(sock_accept)(u32, u32, u32 *);
IMPORT(sock_recv)(u32, const iovec *, u32, u32, u32 *, u16 *);
IMPORT(sock_send)(u32, const iovec *, u32, u32, u32 *);
IMPORT(sock_shutdown)(u32, u32);

enum {
	OK, ACCES = 2, AGAIN = 6, BADF = 8, BUSY = 10, EXIST = 20, FAULT, FBIG, ILSEQ = 25, INVAL = 28, ISDIR = 31, LOOP, NAMETOOLONG = 37,
	NOENT = 44, NOTDIR = 54, NOTEMPTY, NOTSOCK = 57, NOTSUP, PERM = 63, ROFS = 69, SPIPE, NOTCAPABLE = 76
};
enum { CHARACTER = 2, DIRECTORY, REGULAR, LINK = 7 };
enum { CREAT = 1, ODIRECTORY = 2, EXCL = 4, TRUNC = 8 };
enum { APPEND = 1, NONBLOCK = 4 };
enum { FOLLOW = 1 };
#define R_DATASYNC (1ull << 0)
#define R_READ (1ull << 1)
#define R_SEEK (1ull << 2)
#define R_FLAGS (1ull << 3)
#define R_TELL (1ull << 5)
#define R_WRITE (1ull << 6)
#define R_OPEN (1ull << 13)
#define R_READDIR (1ull << 14)
#define R_PATH_SIZE (1ull << 19)
#define R_FD_STAT (1ull << 21)
#define R_FD_SIZE (1ull << 22)
#define R_ALL ((1ull << 30) - 1)
#define R_FILE (R_READ | R_WRITE | R_SEEK | R_TELL | R_FLAGS | R_DATASYNC | R_FD_STAT | R_FD_SIZE | 1 << 4 | 1 << 7 | 1 << 8 | 1 << 23 | 1 << 27)

static u32 length(const char *s)
{
	u32 n = 0;
	while (s[n]) n++;
	return n;
}
static int same(const char *a, const char *b, u32 n)
{
	for (u32 i = 0; i < n; i++) if (a[i] != b[i]) return 0;
	return 1;
}
static void say(const char *s)
{
	iovec v = {s, length(s)};
	u32 n;
	fd_write(2, &v, 1, &n);
}
static void number(s64 n)
{
	char text[24], *p = text + 23;
	int minus = n < 0;
	*p = 0;
	do *--p = '0' + (minus ? -(n % 10) : n % 10); while (n /= 10);
	if (minus) *--p = '-';
	say(p);
}
static int failures;
static void expect(s64 is, s64 should, const char *what, int line)
{
	if (is == should) return;
	failures++;
	say("line "); number(line); say(": "); say(what); say(" is "); number(is); say(", expected "); number(should); say("\n");
}
#define IS(what, should) expect((s64)(what), should, #what, __LINE__)
#define TRUE(what) expect(!!(what), 1, #what, __LINE__)
/** A path with its length. */
#define P(s) s, sizeof(s) - 1

static u32 opened(u32 dir, const char *path, u32 oflags, u64 base, u32 flags)
{
	u32 fd = -1, error = path_open(dir, FOLLOW, path, length(path), oflags, base, R_ALL, flags, &fd);
	if (error) { failures++; say("open "); say(path); say(": error "); number(error); say("\n"); }
	return fd;
}
static void makefile(u32 dir, const char *path) { fd_close(opened(dir, path, CREAT | EXCL, R_FILE, 0)); }
static u32 put(u32 fd, const char *text)
{
	iovec v = {text, length(text)};
	u32 n = 0;
	return fd_write(fd, &v, 1, &n) ? 0 : n;
}
/** The preopened directory of that name. */
static u32 preopened(const char *name)
{
	prestat p;
	char text[256];
	for (u32 fd = 3; fd_prestat_get(fd, &p) == 0; fd++)
		if (p.length == length(name) && fd_prestat_dir_name(fd, text, p.length) == 0 && same(text, name, p.length)) return fd;
	return -1;
}
static char argument_text[4096], *arguments[64];
/** A directory of the program's own in the preopened one that its first argument names. */
static u32 scratch(void)
{
	u32 base, fd = -1;
	args_get(arguments, argument_text);
	base = preopened(arguments[1]);
	IS(path_create_directory(base, P("scratch")), 0);
	IS(path_open(base, 0, P("scratch"), ODIRECTORY, R_ALL & ~R_WRITE, R_ALL, 0, &fd), 0);
	return fd;
}
int main(void);
void _start(void)
{
	int code = main();
	if (code == 0 && failures) proc_exit(1);
	if (code) proc_exit(code);
}
