/* As test/hostile/paths.c: calls on paths at random in a tree of links that lead out. Arguments: preopened directory, seed, calls, the outside, inodes. */
#include "wasi.h"

enum { HANDLES = 8, KINDS = 14, INODES = 64 };
static u32 state, base, handles[HANDLES], done;
static u64 inodes[INODES];
static char all_text[16384], *all[128], paths[2][2048];
static u32 inode_count;

static u32 below(u32 n)
{
	state ^= state << 13, state ^= state >> 17, state ^= state << 5;
	return (u64)state * n >> 32;
}
static u64 parsed(const char *s)
{
	u64 n = 0;
	while (*s) n = n * 10 + *s++ - '0';
	return n;
}
static _Noreturn void leak(const char *how, const char *path)
{
	say("LEAK by "); say(how); say(": "); say(path); say("\n");
	proc_exit(9);
}
static void seen(const char *how, const char *path, const char *text, u32 n)
{
	for (u32 i = 0; i + 6 <= n; i++) if (same(text + i, "CANARY", 6)) leak(how, path);
}
static void seen_inode(const char *how, const char *path, u64 ino)
{
	for (u32 i = 0; i < inode_count; i++) if (inodes[i] == ino) leak(how, path);
}
static u32 append(char *to, const char *from)
{
	u32 n = length(from);
	for (u32 i = 0; i <= n; i++) to[i] = from[i];
	return n;
}
static const char *path(int which)
{
	static const char *const names[] = { "a", "b", "c", "dir", "dir/deep", "file", "out_relative", "out_absolute", "out_chain", "out_file", "loop",
		"swap", "swapped", "DIR", "inner_up", "ro", "..", "..", "..", "../..", ".", "", "SECRET_dir", "SECRET_file", "grant", "outside", "new1",
		"new2", "new3", "fifo", "socket" };
	char *p = paths[which];
	u32 at = below(12) ? 0 : append(p, all[4]);
	p[at] = 0;
	for (u32 n = 1 + below(below(10) ? 4 : 12); n > 0; n--) {
		if (at) p[at++] = '/';
		at += append(p + at, names[below(sizeof names / sizeof *names)]);
	}
	if (below(12) == 0) at += append(p + at, "/");
	return p;
}
static u32 from(void) { return below(4) ? base : handles[below(HANDLES)]; }

static void use(u32 fd, const char *p)
{
	static char text[4096];
	iovec v = { text, sizeof text };
	filestat st;
	u32 n = 0;
	if (!fd_filestat_get(fd, &st)) seen_inode("fd_filestat_get", p, st.ino);
	if (!fd_readdir(fd, text, sizeof text, 0, &n)) seen("fd_readdir", p, text, n);
	n = 0;
	if (!fd_pread(fd, &v, 1, 0, &n)) seen("fd_pread", p, text, n);
	v.data = "written", v.size = 7;
	if (below(2)) fd_pwrite(fd, &v, 1, below(100), &n);
	if (below(4) == 0) fd_filestat_set_size(fd, below(100));
	if (below(4) == 0) fd_filestat_set_times(fd, 1, 2, 5);
	if (below(4) == 0) fd_allocate(fd, 0, 1 + below(100));
}
static u32 call(u32 kind)
{
	const char *p = path(0), *q = path(1);
	u32 n = length(p), m = length(q), fd = -1, error;
	static const u32 flags[] = { 0, 0, CREAT, ODIRECTORY, CREAT | EXCL, TRUNC };
	static char text[4096];
	filestat st;
	/* What takes names away only now and then, or nothing is left soon. */
	if (kind >= 9 && kind != 10 && kind != 13 && below(8)) kind = below(7);
	switch (kind) {
	case 0: case 1: case 2: case 3: case 4: {
		u32 i = below(HANDLES);
		if ((error = path_open(from(), below(2), p, n, below(4) ? flags[below(6)] : below(16), R_ALL, R_ALL, below(2) ? NONBLOCK : NONBLOCK | APPEND, &fd))) return error;
		use(fd, p);
		if (handles[i] != base) fd_close(handles[i]);
		handles[i] = fd;
		return 0;
	}
	case 5: if (!(error = path_filestat_get(from(), below(2), p, n, &st))) seen_inode("path_filestat_get", p, st.ino); return error;
	case 6: return path_filestat_set_times(from(), below(2), p, n, 1, 2, 5);
	case 7: return path_link(from(), below(2), p, n, from(), q, m);
	case 8: return path_readlink(from(), p, n, text, sizeof text, &fd);
	case 9: return path_rename(from(), p, n, from(), q, m);
	case 10: return path_symlink(p, n, from(), q, m);
	case 11: return path_unlink_file(from(), p, n);
	case 12: return path_remove_directory(from(), p, n);
	default: return path_create_directory(from(), p, n);
	}
}
int main(void)
{
	u32 count, size;
	args_sizes_get(&count, &size);
	args_get(all, all_text);
	base = preopened(all[1]);
	state = parsed(all[2]) * 2654435761u + 1;
	for (u32 i = 5; i < count && inode_count < INODES; i++) inodes[inode_count++] = parsed(all[i]);
	for (u32 i = 0; i < HANDLES; i++) handles[i] = base;
	for (u64 left = parsed(all[3]); left > 0; left--) if (call(below(KINDS)) == 0) done++;
	number(done);
	return 0;
}
