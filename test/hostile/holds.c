// driver: no
/*
 * Takes as much of one thing as it can get, says how much it has and the error that ended it, and keeps it: for what a guest can make its
 * host hold. Arguments: the thing, and how often.
 */
#define _GNU_SOURCE
#include "layout.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static char text[1 << 20];
static char big[4000];

/* A name as long as there can be, with a number in it. */
static const char *name(const char *where, int i)
{
	static char path[400];
	int n = snprintf(path, sizeof path, "%s/%d-", where, i);
	memset(path + n, 'n', 200);
	path[n + 200] = 0;
	return path;
}

static int names(int most)
{
	int i;
	for (i = 0; i < most; i++)
		if (symlink(big, name("/tmp", i))) break;
	for (; i < most; i++)
		if (symlink(big, name("/dev/shm", i))) break;
	return i;
}

static int directories(int most)
{
	int i;
	for (i = 0; i < most; i++)
		if (mkdir(name("/tmp", i), 0700)) break;
	for (; i < most; i++)
		if (mkdir(name("/dev/shm", i), 0700)) break;
	return i;
}

static int empty_names(int most)
{
	int i, fd;
	for (i = 0; i < most && (fd = open(name("/tmp", i), O_CREAT | O_RDONLY, 0600)) >= 0; i++) close(fd);
	return i;
}

/* Reads the same directory by many descriptors. */
static int snapshots(const char *path, int most)
{
	int i;
	for (i = 0; i < most; i++) {
		int fd = open(path, O_RDONLY | O_DIRECTORY);
		if (fd < 0) return i;
		for (long n; (n = syscall(SYS_getdents64, fd, text, sizeof text)) != 0;)
			if (n < 0) return i;
	}
	return i;
}

/* Arguments that are all the same text: what /proc shows of them is made whenever it is opened. */
static int made_texts(int most)
{
	static uint32_t list[4096];
	memset(text, 'x', 65000);
	text[65000] = 0;
	for (int i = 0; i < 15; i++) list[i] = (uint32_t)text;
	*(volatile uint32_t *)BOOT_ARGV = (uint32_t)list;
	int i;
	for (i = 0; i < most; i++)
		if (open("/proc/self/cmdline", O_RDONLY) < 0) break;
	return i;
}

static int memory_files(int most)
{
	int i;
	for (i = 0; i < most; i++) {
		int fd = memfd_create("m", 0);
		if (fd < 0 || write(fd, text, sizeof text) != sizeof text) break;
	}
	return i;
}

static int data(const char *where, int most)
{
	int i, fd = open(name(where, 0), O_CREAT | O_RDWR, 0600);
	for (i = 0; i < most; i++)
		if (write(fd, text, sizeof text) != sizeof text) break;
	return i;
}

/* One byte in each chunk. */
static int holes(int most)
{
	int i, fd = open("/tmp/holes", O_CREAT | O_RDWR, 0600);
	for (i = 0; i < most; i++)
		if (pwrite(fd, "x", 1, (off_t)i << 20) != 1) break;
	return i;
}

static const char *kind;
static int source;
static struct iovec pieces[1024];
static struct pollfd polled[4096];

static void *waiting(void *arg)
{
	if (!strcmp(kind, "poll")) poll(polled, 4096, -1);
	else if (!strcmp(kind, "readv")) readv(0, pieces, 1024);
	else if (!strcmp(kind, "sendfile")) {
		off_t from = 0;
		sendfile(1, source, &from, 1 << 30);
	}
	return NULL;
}

static int calls(int most)
{
	pthread_t thread;
	pthread_attr_t small;
	pthread_attr_init(&small);
	pthread_attr_setstacksize(&small, 65536);
	for (int i = 0; i < 4096; i++) polled[i] = (struct pollfd){ 0, POLLPRI, 0 };
	for (int i = 0; i < 1024; i++) pieces[i] = (struct iovec){ text + i, 1 };
	source = open("/tmp/source", O_CREAT | O_RDWR, 0600);
	for (int i = 0; i < 40; i++) write(source, text, sizeof text);
	int i;
	for (i = 0; i < most; i++)
		if ((errno = pthread_create(&thread, &small, waiting, NULL))) break;
	return i;
}

static int locks(int most)
{
	int i, fd = open("/tmp/locked", O_CREAT | O_RDWR, 0600);
	for (i = 0; i < most; i++) {
		struct flock lock = { .l_type = F_RDLCK, .l_start = 2 * i, .l_len = 1 };
		if (fcntl(fd, 36 + 1, &lock)) break;
	}
	return i;
}

static int children(int most)
{
	extern char **environ;
	static char argument[100000];
	memset(argument, 'a', sizeof argument - 1);
	int i;
	for (i = 0; i < most; i++) {
		pid_t pid;
		if ((errno = posix_spawn(&pid, "sleep", NULL, NULL, (char *[]){ "sleep", "1000", NULL }, environ))) break;
	}
	return i;
}

static int unread(int most)
{
	int i;
	fcntl(1, F_SETFL, O_NONBLOCK);
	for (i = 0; i < most; i++)
		if (write(1, text, sizeof text) < 0) break;
	return i;
}

static int open_files(int most)
{
	int i;
	for (i = 0; i < most; i++)
		if (open(name("/tmp", 0), O_CREAT | O_RDWR, 0600) < 0) break;
	return i;
}

int main(int argc, char **argv)
{
	int most = atoi(argv[2]), n = -1;
	kind = argv[1];
	memset(big, 'l', sizeof big - 1);
	memset(text, 't', sizeof text);
	if (!strcmp(kind, "nothing")) n = 0;
	if (!strcmp(kind, "names")) n = names(most);
	if (!strcmp(kind, "directories")) n = directories(most);
	if (!strcmp(kind, "snapshots")) empty_names(1 << 20), n = snapshots("/tmp", most);
	if (!strcmp(kind, "host")) n = snapshots("/d", most);
	if (!strcmp(kind, "made")) n = made_texts(most);
	if (!strcmp(kind, "memory")) n = memory_files(most);
	if (!strcmp(kind, "tmp")) n = data("/tmp", most);
	if (!strcmp(kind, "shm")) n = data("/dev/shm", most);
	if (!strcmp(kind, "holes")) n = holes(most);
	if (!strcmp(kind, "poll") || !strcmp(kind, "readv") || !strcmp(kind, "sendfile")) n = calls(most);
	if (!strcmp(kind, "locks")) n = locks(most);
	if (!strcmp(kind, "children")) n = children(most);
	if (!strcmp(kind, "unread")) n = unread(most);
	if (!strcmp(kind, "files")) n = open_files(most);
	int error = errno;
	char said[100];
	int length = snprintf(said, sizeof said, "%s %d %d\n", kind, n, error);
	write(2, said, length);
	sleep(1000);
	return 0;
}
