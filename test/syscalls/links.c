// Symbolic and hard links, and special files.
// covers: symlinkat linkat readlinkat mknodat
#include "check.h"
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static long long links(const char *path)
{
	struct stat st;
	return stat(path, &st) ? -1 : (long long)st.st_nlink;
}

int main(void)
{
	char buf[64] = { 0 };
	int fd = open("file", O_WRONLY | O_CREAT, 0644);
	write(fd, "text", 4);
	close(fd);

	SHOW(symlink("file", "soft"));
	SHOW(symlink("file", "soft"));
	SHOW(symlink("", "empty"));
	SHOW(readlink("soft", buf, sizeof buf));
	printf("%s\n", buf);
	memset(buf, '.', 8);
	SHOW(readlink("soft", buf, 2));
	printf("%.4s\n", buf);
	SHOW(readlink("file", buf, sizeof buf));
	SHOW(readlink("none", buf, sizeof buf));
	fd = SHOW(open("soft", O_RDONLY));
	SHOW(read(fd, buf, 4));
	close(fd);
	SHOW(open("soft", O_RDONLY | O_NOFOLLOW));
	SHOW(open("soft", O_WRONLY | O_CREAT | O_EXCL, 0644));

	SHOW(symlink("nowhere", "dangling"));
	SHOW(open("dangling", O_RDONLY));
	fd = SHOW(open("dangling", O_WRONLY | O_CREAT, 0644));
	close(fd);
	SHOW(access("nowhere", F_OK));
	SHOW(symlink("loop2", "loop1"));
	SHOW(symlink("loop1", "loop2"));
	SHOW(open("loop1", O_RDONLY));
	SHOW(chdir("loop1"));

	SHOW(link("file", "hard"));
	SHOW(link("file", "hard"));
	SHOW(link("none", "hard2"));
	SHOW(link(".", "hard2"));
	SHOW(links("file"));
	SHOW(unlink("file"));
	SHOW(links("hard"));
	SHOW(link("soft", "copy"));
	SHOW(linkat(AT_FDCWD, "hard", AT_FDCWD, "copy2", AT_SYMLINK_FOLLOW));
	SHOW(links("hard"));
	SHOW(linkat(AT_FDCWD, "hard", AT_FDCWD, "copy3", 0x1));
	int dir = open(".", O_RDONLY);
	SHOW(linkat(dir, "hard", dir, "copy3", 0));
	SHOW(symlinkat("target", dir, "byfd"));
	memset(buf, 0, sizeof buf);
	SHOW(readlinkat(dir, "byfd", buf, sizeof buf));
	printf("%s\n", buf);
	SHOW(symlinkat("target", 99, "byfd2"));
	SHOW(readlinkat(99, "byfd", buf, sizeof buf));
	close(dir);

	SHOW(mkdir("real", 0755));
	SHOW(symlink("real", "way"));
	SHOW(mkdir("way/sub", 0755));
	SHOW(access("real/sub", F_OK));
	SHOW(symlink("../hard", "real/up"));
	SHOW(access("way/up", F_OK));
	char *real = realpath("way/sub/../up", NULL);
	YES(real && !strcmp(strrchr(real, '/'), "/hard"));
	free(real);
	SHOW(rmdir("way"));
	SHOW(unlink("way"));

	SHOW(mknod("plain", S_IFREG | 0644, 0));
	SHOW(mknod("plain", S_IFREG | 0644, 0));
	SHOW(mknod("none/plain", S_IFREG | 0644, 0));
	struct stat st;
	SHOW(stat("plain", &st));
	SHOW(S_ISREG(st.st_mode));
	SHOW(st.st_size);
	return 0;
}
