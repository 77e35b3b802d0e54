// Paths as deep as they can be, down and up again.
// covers: chdir mkdirat
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH = 1000 };

static char path[8192];

static const char *made(int down, int up)
{
	char *at = path;
	while (down--) at += sprintf(at, "d/");
	while (up--) at += sprintf(at, "../");
	return path;
}

/* Whether both name the same. */
static int same(const char *one, const char *other)
{
	struct stat a, b;
	if (stat(one, &a) || stat(other, &b)) return -errno;
	return a.st_ino == b.st_ino;
}

int main(void)
{
	char top[] = "deepXXXXXX", other[8192], home[4096];

	getcwd(home, sizeof home);
	if (!mkdtemp(top) || chdir(top)) return 1;
	getcwd(home, sizeof home);
	for (int i = 0; i < DEPTH; i++) if (mkdir("d", 0700) || chdir("d")) return 2;
	chdir(home);
	strcpy(other, made(300, 0)), printf("down and half up: %d\n", same(made(600, 300), other));
	printf("down and up: %d\n", same(made(800, 800), "."));
	printf("down and above: %d\n", same(made(800, 801), ".."));
	strcpy(other, made(343, 0)), printf("up by many: %d\n", same(made(1000, 657), other));
	printf("longest: %d\n", same(made(DEPTH, 0), path));
	chdir(made(DEPTH, 0));
	printf("above from there: %d\n", same("..", "../../../d/d"));
	chdir(made(0, DEPTH));
	printf("home again: %d\n", same(".", home));
	chdir(made(DEPTH - 1, 0));
	for (int i = 0; i < DEPTH && !rmdir("d"); i++) chdir("..");
	printf("removed: %d\n", rmdir(home));
	return 0;
}
