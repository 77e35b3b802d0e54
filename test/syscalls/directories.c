// Making, listing, moving through and renaming directories.
// covers: mkdirat unlinkat getdents64 renameat renameat2 getcwd chdir fchdir
#include "check.h"
#include "raw.h"
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void list(const char *path)
{
	char *names[64];
	int n = 0;
	DIR *dir = opendir(path);
	if (!dir) {
		printf("opendir %s: %s\n", path, error_name(errno));
		return;
	}
	for (struct dirent *e; (e = readdir(dir)) && n < 64;) {
		char text[300];
		snprintf(text, sizeof text, "%s%s", e->d_name, e->d_type == DT_DIR ? "/" : e->d_type == DT_LNK ? "@" : "");
		names[n++] = strdup(text);
	}
	closedir(dir);
	qsort(names, n, sizeof *names, by_name);
	printf("%s:", path);
	for (int i = 0; i < n; i++) printf(" %s", names[i]), free(names[i]);
	printf("\n");
}

static void touch(const char *path)
{
	close(open(path, O_WRONLY | O_CREAT, 0644));
}

static void making(void)
{
	SHOW(mkdir("d", 0755));
	SHOW(mkdir("d", 0755));
	SHOW(mkdir("none/d", 0755));
	SHOW(mkdir("d/e", 0700));
	touch("d/file");
	SHOW(symlink("file", "d/link"));
	SHOW(mkdir("d/file/x", 0755));
	SHOW(mkdir("d/file", 0755));
	list("d");
	list("none");
	list("d/file");
	SHOW(rmdir("d"));
	SHOW(rmdir("none"));
	SHOW(rmdir("d/file"));
	SHOW(unlink("d/e"));
	SHOW(unlink("none"));
	SHOW(unlink("d/file/x"));
	SHOW(rmdir("d/e/."));
	SHOW(unlinkat(AT_FDCWD, "d/file", AT_REMOVEDIR));
	SHOW(unlinkat(AT_FDCWD, "d/file", 0x10000));
	int dir = open("d", O_RDONLY | O_DIRECTORY);
	SHOW(mkdirat(dir, "at", 0755));
	SHOW(unlinkat(dir, "link", 0));
	SHOW(unlinkat(dir, "at", AT_REMOVEDIR));
	SHOW(mkdirat(99, "at", 0755));
	SHOW(unlinkat(99, "at", 0));
	close(dir);
	list("d");
}

static void many_entries(void)
{
	SHOW(mkdir("many", 0755));
	char path[64];
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof path, "many/a-name-that-is-rather-long-%d", i);
		touch(path);
	}
	DIR *dir = opendir("many");
	int n = 0, sum = 0;
	for (struct dirent *e; (e = readdir(dir));) {
		const char *dash = strrchr(e->d_name, '-');
		if (dash) n++, sum += atoi(dash + 1);
	}
	printf("%d entries, sum %d\n", n, sum);
	rewinddir(dir);
	int again = 0;
	while (readdir(dir)) again++;
	printf("%d after rewinddir\n", again);
	rewinddir(dir);
	readdir(dir), readdir(dir), readdir(dir);
	long here = telldir(dir);
	char name[300];
	strcpy(name, readdir(dir)->d_name);
	readdir(dir), readdir(dir);
	seekdir(dir, here);
	struct dirent *e = readdir(dir);
	YES(e && !strcmp(name, e->d_name));
	closedir(dir);
	for (int i = 0; i < 1000; i++) {
		snprintf(path, sizeof path, "many/a-name-that-is-rather-long-%d", i);
		unlink(path);
	}
	SHOW(rmdir("many"));
}

static void moving(void)
{
	char buf[4096], home[4096];
	getcwd(home, sizeof home);
	SHOW(mkdir("m", 0755));
	SHOW(mkdir("m/n", 0755));
	SHOW(chdir("m/n"));
	YES(getcwd(buf, sizeof buf) && !strcmp(buf + strlen(buf) - 4, "/m/n"));
	YES(!getcwd(buf, 2) && errno == ERANGE);
	YES(!getcwd(buf, 0) && errno == EINVAL);
	touch("here");
	SHOW(access("here", F_OK));
	SHOW(chdir("here"));
	SHOW(chdir("none"));
	SHOW(chdir(".."));
	SHOW(access("n/here", F_OK));
	int dir = open("n", O_RDONLY);
	SHOW(fchdir(dir));
	SHOW(access("here", F_OK));
	SHOW(fchdir(99));
	int file = open("here", O_RDONLY);
	SHOW(fchdir(file));
	close(file);
	close(dir);
	SHOW(chdir(home));
	SHOW(access("m/n/here", F_OK));
}

static void renaming(void)
{
	SHOW(mkdir("r", 0755));
	SHOW(chdir("r"));
	touch("one");
	touch("two");
	SHOW(mkdir("dir", 0755));
	SHOW(mkdir("full", 0755));
	touch("full/x");
	SHOW(rename("one", "uno"));
	SHOW(rename("none", "x"));
	SHOW(rename("uno", "two"));
	list(".");
	SHOW(rename("two", "dir"));
	SHOW(rename("dir", "two"));
	SHOW(rename("dir", "full"));
	SHOW(rename("full", "full/inner"));
	SHOW(rename("full", "dir"));
	list("dir");
	SHOW(rename("two", "two"));
	int dir = open("dir", O_RDONLY);
	SHOW(renameat(dir, "x", AT_FDCWD, "y"));
	SHOW(renameat(99, "x", AT_FDCWD, "y"));
	SHOW(raw_renameat2(AT_FDCWD, "two", AT_FDCWD, "y", 1));
	SHOW(raw_renameat2(AT_FDCWD, "two", AT_FDCWD, "z", 1));
	SHOW(raw_renameat2(AT_FDCWD, "z", AT_FDCWD, "w", 0));
	SHOW(raw_renameat2(AT_FDCWD, "w", AT_FDCWD, "z", 0x1000));
	close(dir);
	list(".");
	SHOW(chdir(".."));
}

int main(void)
{
	making();
	many_entries();
	moving();
	renaming();
	return 0;
}
