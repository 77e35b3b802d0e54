// driver: no
// native: no
/* Says that it begins, then waits as its argument says. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <spawn.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char *kind;
static int is(const char *name) { return !strcmp(kind, name); }

static void *wait_for(void *unused)
{
	(void)unused;
	struct flock all = { .l_type = F_WRLCK };
	int fd, other;
	if (is("open-read")) open("/grant/pipe", O_RDONLY);
	if (is("open-write")) open("/grant/pipe", O_WRONLY);
	if (is("read")) fd = open("/grant/pipe", O_RDWR), read(fd, &other, 4);
	if (is("write")) {
		static char block[65536];
		fd = open("/grant/pipe", O_RDWR);
		for (;;) write(fd, block, sizeof block);
	}
	if (is("poll")) fd = open("/grant/pipe", O_RDWR), poll(&(struct pollfd){ fd, POLLIN, 0 }, 1, -1);
	if (is("flock")) fd = open("/grant/file", O_RDWR), flock(fd, LOCK_EX), other = open("/grant/file", O_RDWR), flock(other, LOCK_EX);
	if (is("range")) {
		fd = open("/grant/file", O_RDWR), fcntl(fd, F_OFD_SETLKW, &all);
		other = open("/grant/file", O_RDWR), fcntl(other, F_OFD_SETLKW, &all);
	}
	if (is("directory")) fd = open("/grant", O_RDONLY | O_DIRECTORY), fchdir(fd), poll(0, 0, -1);
	if (is("spawn")) {
		pid_t pid;
		posix_spawn(&pid, "/bin/sleep", 0, 0, (char *[]){ "sleep", "0.3", 0 }, (char *[]){ 0 });
		waitpid(pid, 0, 0);
	}
	if (is("accept") || is("connect")) {
		struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
		fd = socket(AF_INET, SOCK_STREAM, 0);
		bind(fd, (void *)&at, sizeof at), listen(fd, 0);
		if (is("accept")) accept(fd, 0, 0);
		for (;;) connect(socket(AF_INET, SOCK_STREAM, 0), (void *)&at, sizeof at);
	}
	if (is("copy")) {
		fd = open("/grant/file", O_RDWR), other = open("/grant/pipe", O_RDWR);
		for (;;) copy_file_range(fd, 0, other, 0, 100, 0), lseek(fd, 0, SEEK_SET);
	}
	if (is("timer")) alarm(1000), pause();
	if (is("sync")) for (fd = open("/grant/file", O_RDWR);;) fsync(fd);
	if (is("unnamed")) fd = open("/grant", O_TMPFILE | O_RDWR, 0600), pause();
	pause();
	return 0;
}

int main(int argc, char **argv)
{
	(void)argc;
	kind = argv[1];
	pthread_t threads[3];
	write(1, ".", 1);
	for (int i = 0; i < 3; i++) pthread_create(&threads[i], 0, wait_for, 0);
	wait_for(0);
	return 0;
}
