/* Names in directories: what can be opened, made, linked, renamed and removed, and what not. */
#include "wasi.h"

static u32 tried(u32 dir, u32 lookup, const char *path, u32 oflags, u64 base)
{
	u32 fd = -1, error = path_open(dir, lookup, path, length(path), oflags, base, R_ALL, 0, &fd);
	if (!error) fd_close(fd);
	return error;
}
#define TRY(path, oflags) tried(dir, 0, path, oflags, R_READ)

static void opening(u32 dir)
{
	makefile(dir, "file");
	IS(path_create_directory(dir, P("dir")), 0); IS(path_create_directory(dir, P("dir")), EXIST); IS(path_create_directory(dir, P("dir/nested/")), 0);
	IS(path_create_directory(dir, P("no/dir")), NOENT);
	makefile(dir, "dir/nested/file");
	IS(TRY("dir/nested/file", 0), 0); IS(TRY("dir/.//nested/../../dir/nested/../nested///./file", 0), 0);
	IS(TRY("/dir/nested/file", 0), PERM); IS(TRY("../scratch/file", 0), PERM); IS(TRY("dir/nested/../../../scratch/dir/nested/file", 0), PERM);
	IS(TRY("..", 0), PERM); IS(TRY("dir/..", 0), 0); IS(TRY(".", 0), 0); IS(TRY("./", 0), 0); IS(TRY("", 0), NOENT);
	u32 fd;
	IS(path_open(dir, 0, "dir/nested/file\0", 16, 0, R_READ, 0, 0, &fd), INVAL);
	IS(path_open(dir, 0, "\xff\xfe", 2, 0, R_READ, 0, 0, &fd), ILSEQ);
	IS(TRY("dir/nested/file/", 0), NOTDIR); IS(TRY("dir/nested/file///", 0), NOTDIR); IS(TRY("file/x", 0), NOTDIR);
	IS(TRY("dir/nested/", ODIRECTORY), 0); IS(TRY("dir/nested///", ODIRECTORY), 0); IS(TRY("file", ODIRECTORY), NOTDIR);
	IS(TRY("missing", 0), NOENT); IS(TRY("file", CREAT | EXCL), EXIST); IS(TRY("file", CREAT), 0); IS(TRY("new/", CREAT), ISDIR);
	IS(TRY("dir", CREAT | ODIRECTORY), INVAL); IS(TRY("file", 16), INVAL);
	IS(tried(dir, 0, "dir", 0, R_WRITE), ISDIR); IS(tried(dir, 0, "dir", ODIRECTORY, R_READ | R_WRITE), ISDIR); IS(tried(dir, 0, "dir", ODIRECTORY, R_READ), 0);
	u32 file = opened(dir, "file", 0, R_READ, 0);
	IS(tried(file, 0, "file", 0, R_READ), NOTDIR);
	IS(fd_close(file), 0); IS(tried(file, 0, "file", 0, R_READ), BADF); IS(tried(99, 0, "file", 0, R_READ), BADF);
	file = opened(dir, "file", 0, R_FILE, NONBLOCK);
	IS(put(file, "words"), 5);
	filestat st;
	IS(path_filestat_get(dir, 0, P("file"), &st), 0); IS(st.size, 5); IS(st.type, REGULAR);
	IS(path_filestat_get(dir, 0, P("dir"), &st), 0); IS(st.type, DIRECTORY); IS(path_filestat_get(dir, 0, P("none"), &st), NOENT);
	IS(TRY("file", TRUNC), 0);
	IS(fd_filestat_get(file, &st), 0); IS(st.size, 0);
	IS(path_unlink_file(dir, P("file")), 0);
	/* What is open goes on to be. */
	IS(put(file, "more"), 4); IS(fd_filestat_get(file, &st), 0); IS(st.size, 9); IS(st.links, 0);
	IS(fd_close(file), 0); IS(path_unlink_file(dir, P("file")), NOENT);
}

static void removing(u32 dir)
{
	IS(path_unlink_file(dir, P("dir")), ISDIR); IS(path_unlink_file(dir, P("dir/")), ISDIR); IS(path_unlink_file(dir, P("dir/nested/file/")), NOTDIR);
	IS(path_remove_directory(dir, P("dir")), NOTEMPTY); IS(path_remove_directory(dir, P("dir/nested/file")), NOTDIR); IS(path_remove_directory(dir, P("dir/nested/file/")), NOTDIR);
	IS(path_unlink_file(dir, P("dir/nested/file")), 0); IS(path_remove_directory(dir, P("dir/nested/")), 0); IS(path_remove_directory(dir, P("dir")), 0);
	IS(path_remove_directory(dir, P("dir")), NOENT); IS(path_remove_directory(dir, P("..")), PERM);
}

static void links(u32 dir)
{
	char text[64];
	u32 n, fd;
	filestat st;
	makefile(dir, "target");
	IS(path_symlink(P("target"), dir, P("link")), 0); IS(path_symlink(P("target"), dir, P("link")), EXIST); IS(path_symlink(P("target"), dir, P("link/")), EXIST);
	IS(path_symlink(P("target"), dir, P("slash/")), NOENT);
	IS(path_readlink(dir, P("link"), text, 64, &n), 0); IS(n, 6); TRUE(same(text, "target", 6));
	IS(path_readlink(dir, P("link"), text, 3, &n), 0); IS(n, 3); IS(path_readlink(dir, P("target"), text, 3, &n), INVAL);
	IS(path_filestat_get(dir, 0, P("link"), &st), 0); IS(st.type, LINK); IS(st.size, 6);
	IS(path_filestat_get(dir, FOLLOW, P("link"), &st), 0); IS(st.type, REGULAR);
	IS(TRY("link", 0), LOOP); IS(tried(dir, FOLLOW, "link", 0, R_READ), 0); IS(TRY("link", ODIRECTORY), NOTDIR);
	IS(path_symlink(P("nowhere"), dir, P("dangling")), 0);
	IS(tried(dir, FOLLOW, "dangling", 0, R_READ), NOENT); IS(TRY("dangling", 0), LOOP); IS(TRY("dangling", CREAT | EXCL), EXIST);
	IS(path_symlink(P("loop2"), dir, P("loop1")), 0); IS(path_symlink(P("loop1"), dir, P("loop2")), 0);
	IS(tried(dir, FOLLOW, "loop1", 0, R_READ), LOOP); IS(TRY("loop1", 0), LOOP); IS(TRY("loop1/x", 0), LOOP);
	/* Links lead nowhere outside. */
	IS(path_symlink(P("../.."), dir, P("up")), 0); IS(tried(dir, FOLLOW, "up", 0, R_READ), PERM); IS(TRY("up/x", 0), PERM);
	IS(path_symlink(P("/etc/passwd"), dir, P("absolute")), PERM); IS(path_symlink(P(""), dir, P("empty")), NOENT);
	IS(path_create_directory(dir, P("sub")), 0); IS(path_symlink(P("sub"), dir, P("to-sub")), 0); IS(path_symlink(P("../target"), dir, P("sub/back")), 0);
	IS(tried(dir, FOLLOW, "to-sub/back", 0, R_READ), 0); IS(tried(dir, FOLLOW, "to-sub", ODIRECTORY, R_READ), 0); IS(TRY("to-sub/", 0), 0);
	IS(tried(dir, FOLLOW, "dangling", CREAT, R_READ | R_WRITE), 0); IS(path_filestat_get(dir, 0, P("nowhere"), &st), 0);
	/* Hard links. */
	IS(path_link(dir, 0, P("target"), dir, P("hard")), 0); IS(path_link(dir, 0, P("target"), dir, P("hard")), EXIST); IS(path_link(dir, 0, P("target"), dir, P("hard2/")), NOENT);
	IS(path_filestat_get(dir, 0, P("target"), &st), 0); IS(st.links, 2);
	u64 ino = st.ino;
	IS(path_filestat_get(dir, 0, P("hard"), &st), 0); IS(st.ino, ino);
	IS(path_link(dir, 0, P("none"), dir, P("x")), NOENT); IS(path_link(dir, 0, P("sub"), dir, P("x")), PERM); IS(path_link(dir, 0, P("target"), dir, P("sub/hard")), 0);
	IS(path_link(dir, 0, P("link"), dir, P("link2")), 0); IS(path_filestat_get(dir, 0, P("link2"), &st), 0); IS(st.type, LINK);
	IS(path_link(dir, FOLLOW, P("link"), dir, P("link3")), INVAL);
	IS(path_unlink_file(dir, P("link")), 0); IS(path_filestat_get(dir, 0, P("target"), &st), 0); IS(st.links, 3);
	IS(path_open(dir, 0, P("target"), 0, R_READ, 0, 0, &fd), 0); IS(fd_close(fd), 0);
}

static void renaming(u32 dir)
{
	filestat st;
	makefile(dir, "from");
	IS(path_create_directory(dir, P("d1")), 0); IS(path_create_directory(dir, P("d2")), 0);
	IS(path_rename(dir, P("from"), dir, P("to")), 0); IS(path_filestat_get(dir, 0, P("from"), &st), NOENT); IS(path_filestat_get(dir, 0, P("to"), &st), 0);
	IS(path_rename(dir, P("from"), dir, P("to")), NOENT); IS(path_rename(dir, P("to"), dir, P("d1")), ISDIR); IS(path_rename(dir, P("d1"), dir, P("to")), NOTDIR);
	IS(path_rename(dir, P("d1/"), dir, P("d2/")), 0); IS(path_filestat_get(dir, 0, P("d1"), &st), NOENT);
	IS(path_rename(dir, P("to/"), dir, P("x")), NOTDIR); IS(path_rename(dir, P("to"), dir, P("x/")), NOTDIR);
	IS(path_rename(dir, P("to"), dir, P("d2/to")), 0); IS(path_create_directory(dir, P("d3")), 0); IS(path_rename(dir, P("d3"), dir, P("d2")), NOTEMPTY);
	IS(path_rename(dir, P("d2"), dir, P("d3")), 0); IS(path_filestat_get(dir, 0, P("d3/to"), &st), 0);
	IS(path_rename(dir, P("d3"), dir, P("d3/below")), INVAL); IS(path_rename(dir, P("d3"), dir, P("../out")), PERM);
}

static int entries(u32 dir, u64 cookie, u64 *last, u32 size)
{
	static char buffer[4096];
	u32 used;
	int n = 0;
	IS(fd_readdir(dir, buffer, size, cookie, &used), 0);
	for (u32 at = 0; at + sizeof(dirent) <= used;) {
		dirent *d = (dirent *)(buffer + at);
		if (at + sizeof(dirent) + d->length > used) break;
		*last = d->next;
		at += sizeof(dirent) + d->length;
		n++;
	}
	return n;
}

static void listing(u32 scratch)
{
	u64 last, from = 0;
	u32 dir, n;
	IS(path_create_directory(scratch, P("list")), 0);
	dir = opened(scratch, "list", ODIRECTORY, R_ALL & ~R_WRITE, 0);
	IS(entries(dir, 0, &last, 4096), 2);
	makefile(dir, "one");
	IS(path_create_directory(dir, P("two")), 0);
	IS(entries(dir, 0, &last, 4096), 4); IS(entries(dir, last, &from, 4096), 0); IS(entries(dir, 100, &from, 4096), 0);
	int all = 0;
	for (from = 0;; from = last) {
		int some = entries(dir, from, &last, 40);
		if (!some) break;
		all += some;
	}
	IS(all, 4);
	char text[10];
	IS(fd_readdir(dir, text, 10, 0, &n), 0); IS(n, 10);
	u32 file = opened(dir, "one", 0, R_READ, 0);
	IS(fd_readdir(file, text, 10, 0, &n), NOTDIR);
}

int main(void)
{
	u32 dir = scratch();
	opening(dir);
	removing(dir);
	links(dir);
	renaming(dir);
	listing(dir);
	return 0;
}
