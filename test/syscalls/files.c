// Opening, reading, writing, seeking and cutting files.
// covers: openat close read write _llseek pread64 pwrite64 truncate64 ftruncate64
#include "check.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void opening(void)
{
	SHOW(open("none", O_RDONLY));
	SHOW(open("", O_RDONLY));
	SHOW(open("none/file", O_RDWR | O_CREAT, 0644));
	int fd = SHOW(open("a", O_RDWR | O_CREAT | O_EXCL, 0644));
	SHOW(open("a", O_RDWR | O_CREAT | O_EXCL, 0644));
	SHOW(open("a/b", O_RDONLY));
	SHOW(open("a", O_RDONLY | O_DIRECTORY));
	SHOW(open(".", O_RDWR));
	SHOW(open(".", O_WRONLY | O_CREAT, 0644));
	int dir = SHOW(open(".", O_RDONLY | O_DIRECTORY));
	char byte;
	SHOW(read(dir, &byte, 1));
	SHOW(write(dir, "x", 1));
	int at = SHOW(openat(dir, "b", O_WRONLY | O_CREAT, 0600));
	SHOW(read(at, &byte, 1));
	SHOW(close(at));
	SHOW(close(at));
	SHOW(openat(fd, "b", O_RDONLY));
	SHOW(openat(99, "b", O_RDONLY));
	SHOW(openat(99, "/", O_PATH) >= 0);
	SHOW(close(dir));
	SHOW(close(fd));
	SHOW(close(-1));
	SHOW(close(99));
	char name[400];
	memset(name, 'n', sizeof name);
	name[300] = 0;
	SHOW(open(name, O_RDONLY));
	static char path[5000];
	memset(path, '/', sizeof path - 1);
	SHOW(open(path, O_RDONLY));
}

static void reading_and_writing(void)
{
	char buf[64] = { 0 };
	int fd = SHOW(open("data", O_RDWR | O_CREAT | O_TRUNC, 0644));
	SHOW(write(fd, "hello, world", 12));
	SHOW(write(fd, "", 0));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(read(fd, buf, sizeof buf));
	SHOW(lseek(fd, 7, SEEK_SET));
	SHOW(read(fd, buf, sizeof buf));
	printf("%s\n", buf);
	SHOW(lseek(fd, -5, SEEK_END));
	SHOW(lseek(fd, -100, SEEK_CUR));
	SHOW(lseek(fd, 0, 77));
	SHOW(lseek(fd, 3, SEEK_CUR));
	SHOW(pread(fd, buf, 5, 0));
	printf("%.5s\n", buf);
	SHOW(pread(fd, buf, 5, 100));
	SHOW(pread(fd, buf, 5, -1));
	SHOW(pwrite(fd, "J", 1, 0));
	SHOW(pwrite(fd, "!", 1, 20));
	SHOW(lseek(fd, 0, SEEK_CUR));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(lseek(fd, 0, SEEK_SET));
	memset(buf, '?', sizeof buf);
	SHOW(read(fd, buf, sizeof buf));
	for (int i = 0; i < 21; i++) printf("%02x%c", (unsigned char)buf[i], i == 20 ? '\n' : ' ');
	SHOW(ftruncate(fd, 5));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(ftruncate(fd, -1));
	SHOW(truncate("data", 8));
	SHOW(truncate("none", 8));
	SHOW(truncate(".", 8));
	SHOW(lseek(fd, 0, SEEK_END));
	SHOW(close(fd));
	fd = SHOW(open("data", O_RDONLY));
	SHOW(write(fd, "x", 1));
	SHOW(ftruncate(fd, 1));
	SHOW(close(fd));
	SHOW(read(99, buf, 1));
	SHOW(write(99, buf, 1));
	SHOW(lseek(99, 0, SEEK_SET));
}

static void appending(void)
{
	int a = open("log", O_WRONLY | O_CREAT | O_APPEND, 0644);
	int b = open("log", O_WRONLY | O_APPEND);
	for (int i = 0; i < 3; i++) {
		SHOW(write(a, "a", 1));
		SHOW(write(b, "bb", 2));
	}
	SHOW(lseek(a, 0, SEEK_CUR));
	SHOW(lseek(a, 0, SEEK_SET));
	SHOW(write(a, "end", 3));
	close(a);
	close(b);
	char buf[32] = { 0 };
	int fd = open("log", O_RDONLY);
	SHOW(read(fd, buf, sizeof buf - 1));
	printf("%s\n", buf);
	close(fd);
}

/* Positions past 4 GiB need both words of an offset. */
static void beyond_4_gib(void)
{
	int fd = open("sparse", O_RDWR | O_CREAT, 0644);
	SHOW(pwrite(fd, "far", 3, 5LL << 30));
	SHOW(lseek(fd, 0, SEEK_END));
	char buf[4] = { 0 };
	SHOW(pread(fd, buf, 3, 5LL << 30));
	printf("%s\n", buf);
	SHOW(lseek(fd, 6LL << 30, SEEK_SET));
	SHOW(read(fd, buf, 1));
	SHOW(ftruncate(fd, 9LL << 30));
	SHOW(lseek(fd, -1, SEEK_END));
	close(fd);
	SHOW(unlink("sparse"));
}

static void unlinked_while_open(void)
{
	int fd = open("gone", O_RDWR | O_CREAT, 0644);
	SHOW(write(fd, "still here", 10));
	SHOW(unlink("gone"));
	SHOW(access("gone", F_OK));
	char buf[16] = { 0 };
	SHOW(pread(fd, buf, 10, 0));
	printf("%s\n", buf);
	struct stat st;
	SHOW(fstat(fd, &st));
	SHOW(st.st_nlink);
	SHOW(close(fd));
}

int main(void)
{
	opening();
	reading_and_writing();
	appending();
	beyond_4_gib();
	unlinked_while_open();
	return 0;
}
