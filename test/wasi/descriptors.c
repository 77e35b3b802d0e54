/* Positions, lengths, times, rights and numbers of open files. */
#include "wasi.h"

static void positions(u32 dir)
{
	u32 n, fd = opened(dir, "seek", CREAT, R_FILE, 0);
	u64 at;
	filestat st;
	char buffer[16] = {0};
	IS(put(fd, "0123456789"), 10);
	IS(fd_tell(fd, &at), 0); IS(at, 10);
	IS(fd_seek(fd, -4, 1, &at), 0); IS(at, 6);
	IS(fd_seek(fd, -1, 2, &at), 0); IS(at, 9);
	IS(fd_seek(fd, 2, 0, &at), 0); IS(at, 2);
	IS(fd_seek(fd, -3, 0, &at), INVAL);
	IS(fd_seek(fd, 0, 3, &at), INVAL);
	iovec v[2] = {{buffer, 3}, {buffer + 8, 2}};
	IS(fd_read(fd, v, 2, &n), 0); IS(n, 5);
	TRUE(same(buffer, "234", 3) && same(buffer + 8, "56", 2));
	IS(fd_pread(fd, v, 1, 7, &n), 0); IS(n, 3); TRUE(same(buffer, "789", 3));
	IS(fd_pread(fd, v, 1, 100, &n), 0); IS(n, 0);
	IS(fd_pread(fd, v, 1, -1, &n), INVAL);
	IS(fd_tell(fd, &at), 0); IS(at, 7);
	iovec w = {"ab", 2};
	IS(fd_pwrite(fd, &w, 1, 12, &n), 0); IS(n, 2);
	IS(fd_filestat_get(fd, &st), 0); IS(st.size, 14); IS(st.type, REGULAR); IS(st.links, 1); TRUE(st.ino != 0);
	IS(fd_pread(fd, v, 1, 10, &n), 0); IS(n, 3); IS(buffer[0], 0); IS(buffer[2], 'a');
	IS(fd_allocate(fd, 10, 90), 0);
	IS(fd_filestat_get(fd, &st), 0); IS(st.size, 100);
	IS(fd_allocate(fd, 0, 10), 0);
	IS(fd_filestat_get(fd, &st), 0); IS(st.size, 100);
	IS(fd_allocate(fd, 0, 0), INVAL);
	IS(fd_filestat_set_size(fd, 5), 0);
	IS(fd_filestat_get(fd, &st), 0); IS(st.size, 5);
	for (u32 advice = 0; advice < 6; advice++) IS(fd_advise(fd, 0, 10, advice), 0);
	IS(fd_advise(fd, 0, 10, 6), INVAL);
	IS(fd_sync(fd), 0); IS(fd_datasync(fd), 0);
	/* Writing over what is there, and zeros where it was cut off. */
	IS(fd_seek(fd, 1, 0, &at), 0); IS(put(fd, "XY"), 2);
	IS(fd_filestat_set_size(fd, 4), 0); IS(fd_filestat_set_size(fd, 6), 0);
	v[0].size = 6;
	IS(fd_pread(fd, v, 1, 0, &n), 0); IS(n, 6); TRUE(same(buffer, "0XY3\0", 6));
	IS(fd_close(fd), 0); IS(fd_close(fd), BADF);
}

/* Several megabytes, at odd places, by vectors larger than anybody's buffer. */
static void large(u32 dir)
{
	static u8 block[700001], back[700001];
	u32 n, fd = opened(dir, "large", CREAT, R_FILE, 0);
	u64 at;
	filestat st;
	for (u32 i = 0; i < sizeof block; i++) block[i] = i * 7 + i / 251;
	iovec v = {block, sizeof block}, r[2] = {{back, 300000}, {back + 300000, sizeof back - 300000}};
	for (u32 i = 0; i < 4; i++) { IS(fd_write(fd, &v, 1, &n), 0); IS(n, sizeof block); }
	IS(fd_pwrite(fd, &v, 1, 99999, &n), 0); IS(n, sizeof block);
	IS(fd_filestat_get(fd, &st), 0); IS(st.size, 4 * sizeof block);
	IS(fd_pread(fd, r, 2, 99999, &n), 0); IS(n, sizeof back);
	u32 wrong = 0;
	for (u32 i = 0; i < sizeof block; i++) wrong += block[i] != back[i];
	IS(wrong, 0);
	IS(fd_pread(fd, r, 2, 3 * sizeof block + 1, &n), 0); IS(n, sizeof back - 1);
	for (u32 i = 0; i < sizeof block - 1; i++) wrong += block[i + 1] != back[i];
	IS(wrong, 0);
	/* What is short is the end. */
	IS(fd_filestat_set_size(fd, 10), 0); IS(fd_pread(fd, r, 2, 0, &n), 0); IS(n, 10);
	IS(fd_seek(fd, 0, 0, &at), 0); IS(fd_read(fd, r, 2, &n), 0); IS(n, 10); IS(fd_read(fd, r, 2, &n), 0); IS(n, 0);
	IS(fd_close(fd), 0); IS(path_unlink_file(dir, P("large")), 0);
}

static void times(u32 dir)
{
	filestat st;
	u32 fd = opened(dir, "times", CREAT, R_FILE, 0);
	IS(fd_filestat_get(fd, &st), 0);
	TRUE(st.mtim > 1600000000000000000ull && st.ctim && st.atim);
	u64 was = st.mtim;
	IS(fd_filestat_set_times(fd, 1000000001, 2000000000, 1), 0);
	IS(fd_filestat_get(fd, &st), 0); IS(st.atim, 1000000001); IS(st.mtim, was);
	IS(fd_filestat_set_times(fd, 0, was - 100, 4), 0);
	IS(fd_filestat_get(fd, &st), 0); IS(st.atim, 1000000001); IS(st.mtim, was - 100);
	IS(fd_filestat_set_times(fd, 0, 0, 8 | 2), 0);
	IS(fd_filestat_get(fd, &st), 0); TRUE(st.mtim > 1600000000000000000ull);
	IS(fd_filestat_set_times(fd, 1, 1, 3), INVAL); IS(fd_filestat_set_times(fd, 1, 1, 12), INVAL); IS(fd_filestat_set_times(fd, 1, 1, 16), INVAL);
	IS(path_filestat_set_times(dir, FOLLOW, P("times"), 3000000000, 4123456789, 5), 0);
	IS(path_filestat_get(dir, 0, P("times"), &st), 0); IS(st.atim, 3000000000); IS(st.mtim, 4123456789);
	IS(path_filestat_set_times(dir, 0, P("times"), 1, 1, 3), INVAL);
	IS(fd_close(fd), 0);
}

static void rights(u32 dir)
{
	fdstat st;
	u32 n, fd;
	char buffer[4];
	iovec v = {buffer, 4}, w = {"x", 1};
	IS(fd_fdstat_get(dir, &st), 0); IS(st.type, DIRECTORY); IS(st.flags, 0); IS(st.base & (R_SEEK | R_READ | R_WRITE), 0);
	TRUE(st.base & R_OPEN && st.inheriting & R_READ && st.inheriting & R_WRITE);
	fd = opened(dir, "times", 0, R_READ | R_FD_STAT, 0);
	IS(fd_fdstat_get(fd, &st), 0); IS(st.type, REGULAR); IS(st.base, R_READ | R_FD_STAT);
	IS(fd_write(fd, &w, 1, &n), BADF); IS(fd_read(fd, &v, 1, &n), 0);
	/* What the file is open for counts, and what was taken away; the rest need not have been asked for. */
	filestat fs;
	u64 at;
	IS(fd_seek(fd, 0, 0, &at), 0); IS(fd_filestat_set_size(fd, 0), BADF);
	u32 bare, inner;
	IS(path_open(dir, 0, P("."), ODIRECTORY, 0, 0, 0, &bare), 0); IS(fd_fdstat_get(bare, &st), 0); IS(st.base, 0); IS(st.inheriting, 0);
	IS(fd_filestat_get(bare, &fs), 0); IS(path_open(bare, 0, P("times"), 0, R_WRITE, 0, 0, &inner), 0); IS(fd_read(inner, &v, 1, &n), BADF);
	IS(fd_filestat_set_size(inner, 4), 0); IS(fd_close(inner), 0);
	IS(fd_fdstat_set_rights(bare, 0, 0), 0); IS(fd_filestat_get(bare, &fs), PERM); IS(path_open(bare, 0, P("times"), 0, R_READ, 0, 0, &inner), PERM);
	IS(fd_close(bare), 0);
	IS(fd_fdstat_set_rights(fd, R_READ, 0), 0);
	IS(fd_fdstat_set_rights(fd, R_READ | R_FD_STAT, 0), NOTCAPABLE);
	IS(fd_fdstat_get(fd, &st), 0); IS(st.base, R_READ); IS(st.inheriting, 0);
	IS(fd_filestat_get(fd, &fs), PERM);
	IS(fd_close(fd), 0);
	fd = opened(dir, "times", 0, R_WRITE, 0);
	IS(fd_write(fd, &w, 1, &n), 0); IS(fd_read(fd, &v, 1, &n), BADF);
	IS(fd_close(fd), 0);
	/* Without the right to set sizes of paths, no truncation by opening. */
	IS(fd_fdstat_get(dir, &st), 0);
	IS(path_open(dir, 0, P("times"), TRUNC, 0, 0, 0, &fd), 0); IS(fd_close(fd), 0);
	u32 other = opened(dir, ".", ODIRECTORY, R_ALL & ~R_WRITE, 0);
	IS(fd_fdstat_set_rights(other, st.base & ~R_PATH_SIZE, st.inheriting), 0);
	IS(path_open(other, 0, P("times"), TRUNC, 0, 0, 0, &fd), PERM);
	IS(path_open(other, 0, P("times"), 0, R_READ, 0, 0, &fd), 0); IS(fd_close(fd), 0);
	IS(fd_close(other), 0);
}

static void flags(u32 dir)
{
	fdstat st;
	u32 n, fd = opened(dir, "flags", CREAT, R_FILE, APPEND);
	u64 at;
	iovec v = {"abc", 3};
	filestat fs;
	IS(fd_fdstat_get(fd, &st), 0); IS(st.flags, APPEND);
	IS(put(fd, "123"), 3);
	IS(fd_seek(fd, 0, 0, &at), 0);
	IS(put(fd, "456"), 3);
	IS(fd_filestat_get(fd, &fs), 0); IS(fs.size, 6);
	IS(fd_fdstat_set_flags(fd, 0), 0);
	IS(fd_fdstat_get(fd, &st), 0); IS(st.flags, 0);
	IS(fd_seek(fd, 0, 0, &at), 0);
	IS(put(fd, "789"), 3);
	IS(fd_filestat_get(fd, &fs), 0); IS(fs.size, 6);
	IS(fd_fdstat_set_flags(fd, NONBLOCK), 0);
	IS(fd_fdstat_get(fd, &st), 0); IS(st.flags, NONBLOCK);
	IS(fd_fdstat_set_flags(fd, 32), INVAL); IS(fd_fdstat_set_flags(fd, 16), INVAL);
	IS(fd_pwrite(fd, &v, 1, 1, &n), 0);
	IS(fd_close(fd), 0);
}

static void directories(u32 dir)
{
	char buffer[8];
	iovec v = {buffer, 8};
	u32 n;
	u64 at;
	IS(fd_read(dir, &v, 1, &n), BADF); IS(fd_write(dir, &v, 1, &n), BADF); IS(fd_pread(dir, &v, 1, 0, &n), BADF); IS(fd_pwrite(dir, &v, 1, 0, &n), BADF);
	IS(fd_seek(dir, 0, 1, &at), BADF); IS(fd_tell(dir, &at), BADF); IS(fd_allocate(dir, 0, 1), BADF); IS(fd_advise(dir, 0, 0, 0), BADF);
	IS(fd_filestat_set_size(dir, 0), BADF); IS(fd_prestat_dir_name(dir, buffer, 8), NOTDIR); IS(fd_prestat_dir_name(77, buffer, 8), BADF);
	IS(sock_shutdown(dir, 1), NOTSOCK); IS(sock_shutdown(77, 1), BADF); IS(sock_accept(0, 0, &n), NOTSOCK);
}

static void numbers(u32 dir)
{
	u32 a = opened(dir, "a", CREAT, R_FILE, 0), b = opened(dir, "b", CREAT, R_FILE, 0), n;
	filestat one, two;
	IS(fd_filestat_get(a, &one), 0);
	IS(fd_renumber(a, b), 0);
	IS(fd_filestat_get(b, &two), 0); IS(one.ino, two.ino);
	IS(fd_filestat_get(a, &one), BADF);
	IS(fd_renumber(a, b), BADF); IS(fd_renumber(b, a), BADF); IS(fd_renumber(b, b), 0);
	IS(fd_close(b), 0);
	/* The lowest free number is given. */
	IS(opened(dir, "a", 0, R_READ, 0), a < b ? a : b); IS(opened(dir, "a", 0, R_READ, 0), a < b ? b : a);
	fd_close(a); fd_close(b);
	/* A preopened directory can be closed, and replaced. */
	u32 base = preopened(arguments[1]);
	prestat p;
	IS(fd_renumber(dir, base), 0);
	IS(fd_fdstat_set_flags(dir, 0), BADF);
	fdstat st;
	IS(fd_fdstat_get(base, &st), 0); IS(st.type, DIRECTORY);
	IS(fd_prestat_get(base, &p), BADF);
	IS(path_open(base, 0, P("a"), 0, R_READ, 0, 0, &n), 0);
	IS(fd_close(base), 0); IS(fd_close(base), BADF); IS(fd_prestat_get(base, &p), BADF);
	IS(path_open(base, 0, P("a"), 0, R_READ, 0, 0, &n), BADF);
}

static void bad_pointers(u32 dir)
{
	u32 n;
	iovec v = {(void *)0xfffffff0, 32}, far = {(void *)0xf0000000, 1};
	filestat st;
	IS(fd_write(1, &v, 1, &n), FAULT); IS(fd_read(0, &far, 1, &n), FAULT); IS(fd_write(1, (iovec *)0xfffffff0, 1, &n), FAULT);
	IS(fd_write(1, &v, 100000, &n), INVAL);
	IS(fd_filestat_get(dir, (filestat *)0xfffffff0), FAULT); IS(path_filestat_get(dir, 0, (char *)0xffffff00, 300, &st), FAULT);
	IS(random_get((void *)0xfffffff0, 100), FAULT); IS(clock_time_get(0, 0, (u64 *)0xfffffffc), FAULT); IS(args_sizes_get(&n, (u32 *)0xffffffff), FAULT);
}

int main(void)
{
	u32 dir = scratch();
	positions(dir);
	large(dir);
	times(dir);
	rights(dir);
	flags(dir);
	directories(dir);
	bad_pointers(dir);
	numbers(dir);
	return 0;
}
