// driver: no
// native: no
/*
 * Every call that changes mode, owner or times, for every kind of file, however it is named: one line each,
 * `grant kind way call answer`. Arguments: names and folders of grants in turn; each folder has a file of every kind. Then new files of every kind
 * with all bits of a mode, in the grant called rw.
 */
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *grant, *kind;

static void say(const char *way, const char *call, long r)
{
	printf("%s %s %s %s %s\n", grant, kind, way, call, r < 0 ? error_name(errno) : "0");
}

static const struct { const char *name; int mode; } modes[] = {
	{ "mode", 0640 }, { "set-uid", 04750 }, { "set-gid", 02750 }, { "sticky", 01750 }, { "all", 07777 }, { "mode", 0600 },
};
enum { MODES = sizeof modes / sizeof *modes };
static const struct timespec old[2] = { { 1000000000, 5 }, { 1000000001, 7 } }, one[2] = { { 0, UTIME_OMIT }, { 5, 6 } };

static void by_path(const char *way, int dir, const char *path, int flags)
{
	if (!flags)
		for (int i = 0; i < MODES; i++) say(way, modes[i].name, fchmodat(dir, path, modes[i].mode, 0));
	say(way, "owner", fchownat(dir, path, geteuid(), getegid(), flags));
	say(way, "owner", fchownat(dir, path, -1, -1, flags));
	say(way, "times", utimensat(dir, path, old, flags));
	say(way, "times", utimensat(dir, path, one, flags));
	say(way, "times", utimensat(dir, path, 0, flags));
}

/* The calls themselves: musl's functions try a path of /proc where a descriptor only names a file. */
static void by_fd(const char *way, int fd)
{
	for (int i = 0; i < MODES; i++) say(way, modes[i].name, syscall(SYS_fchmod, fd, modes[i].mode));
	say(way, "owner", syscall(SYS_fchown, fd, geteuid(), getegid()));
	say(way, "owner", syscall(SYS_fchown, fd, -1, -1));
	say(way, "times", futimens(fd, old));
	say(way, "times", futimens(fd, one));
	say(way, "times", futimens(fd, 0));
}

static void named(const char *folder, const char *name)
{
	char path[4096], link[64];
	sprintf(path, "%s/%s", folder, name);
	int is_link = !strcmp(name, "link");
	if (!is_link) by_path("path", AT_FDCWD, path, 0);
	by_path("nofollow", AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
	int dir = open(folder, O_RDONLY | O_DIRECTORY);
	if (!is_link) by_path("at", dir, name, 0);
	close(dir);
	sprintf(link, "/tmp/to_%s", name);
	unlink(link);
	symlink(path, link);
	if (!is_link) by_path("link", AT_FDCWD, link, 0);
	int fd = open(path, O_PATH | O_NOFOLLOW);
	by_fd("only-named", fd);
	say("empty", "owner", fchownat(fd, "", -1, -1, AT_EMPTY_PATH));
	say("empty", "times", utimensat(fd, "", old, AT_EMPTY_PATH));
	close(fd);
	if ((fd = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW)) < 0) return;
	by_fd("open", fd);
	say("empty", "owner", fchownat(fd, "", -1, -1, AT_EMPTY_PATH));
	say("empty", "times", utimensat(fd, "", old, AT_EMPTY_PATH));
	close(fd);
}

/* Devices, streams and what is made up. */
static void own(const char *path)
{
	kind = path;
	by_path("path", AT_FDCWD, path, 0);
	int fd = open(path, O_RDONLY | O_NONBLOCK);
	if (fd < 0) return;
	by_fd("open", fd);
	close(fd);
}

static void deleted(const char *folder)
{
	char path[4096];
	sprintf(path, "%s/deleted", folder);
	int fd = open(path, O_RDWR | O_CREAT, 0600);
	if (fd < 0) return;
	unlink(path);
	by_fd("open", fd);
	close(fd);
}

static void new(const char *folder)
{
	umask(0);
	if (chdir(folder)) return;
	close(open("made", O_RDWR | O_CREAT | O_EXCL, 07777));
	mkdir("made_dir", 07777);
	mknod("made_node", S_IFREG | 07777, 0);
	mknod("made_fifo", S_IFIFO | 07777, 0);
	mkdir("made_dir/set", 02777);
	rename("made_dir/set", "made_dir/renamed");
	int fd = open(".", O_TMPFILE | O_RDWR, 07777);
	struct stat st;
	if (fd >= 0 && !fstat(fd, &st)) printf("unnamed %o\n", st.st_mode & 07000);
	/* What was there, written by one who may set any bit: as Linux takes it from others. */
	fd = open("privileged", O_WRONLY);
	write(fd, "x", 1);
	close(fd);
	truncate("privileged2", 1);
	errno = 0;
	printf("linked %s\n", link("privileged3", "made_link") ? error_name(errno) : "0");
	printf("xattr %s\n", syscall(SYS_setxattr, "made", "security.capability", "x", 1, 0) ? error_name(errno) : "0");
}

int main(int argc, char **argv)
{
	static const char *const kinds[] = { "file", "dir", "link", "fifo", "socket", "device", "block" };
	setvbuf(stdout, 0, _IOFBF, 65536);
	for (int i = 1; i + 1 < argc; i += 2) {
		grant = argv[i];
		if (!strcmp(grant, "memory")) {
			mkdir(argv[i + 1], 0755);
			chdir(argv[i + 1]);
			close(open("file", O_RDWR | O_CREAT, 0600)), mkdir("dir", 0755), symlink("file", "link");
			chdir("/");
		}
		for (unsigned k = 0; k < sizeof kinds / sizeof *kinds; k++) {
			char path[4096];
			struct stat st;
			sprintf(path, "%s/%s", argv[i + 1], kind = kinds[k]);
			if (!lstat(path, &st)) named(argv[i + 1], kind);
		}
		kind = "deleted";
		deleted(argv[i + 1]);
	}
	grant = "none";
	static const char *const made[] = { "/dev/null", "/dev/tty", "/dev/stdin", "/dev/stdout", "/dev/fd/2", "/dev", "/proc/self/status", "/proc", "/etc/passwd", "/" };
	for (unsigned i = 0; i < sizeof made / sizeof *made; i++) own(made[i]);
	kind = "stream";
	for (int fd = 0; fd < 3; fd++) by_fd("open", fd);
	for (int i = 1; i + 1 < argc; i += 2) if (!strcmp(argv[i], "rw")) new(argv[i + 1]);
	return 0;
}
