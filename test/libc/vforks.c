// run: --allow-run echo --allow-run cat --allow-run sh
// Children of vfork: with descriptors and a directory of their own until they become another program or end.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int ended(pid_t pid)
{
	int status;
	if (waitpid(pid, &status, 0) != pid) return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -2;
}

static void read_all(int fd, char *text, size_t room)
{
	size_t n = 0;
	ssize_t got;
	while ((got = read(fd, text + n, room - n)) > 0) n += got;
}

/* What a command prints, through a pipe. */
static void reads(void)
{
	int p[2];
	char text[100] = { 0 };
	pipe(p);
	pid_t pid = vfork();
	if (pid == 0) {
		dup2(p[1], 1);
		close(p[0]);
		close(p[1]);
		execlp("echo", "echo", "from", "a", "child", (char *)0);
		_exit(127);
	}
	close(p[1]);
	read_all(p[0], text, sizeof text - 1);
	close(p[0]);
	printf("%s%d\n", text, ended(pid));
}

/* A command between two pipes. */
static void filters(void)
{
	int to[2], from[2];
	char text[100] = { 0 };
	pipe2(to, O_CLOEXEC);
	pipe2(from, O_CLOEXEC);
	pid_t pid = vfork();
	if (!pid) {
		dup2(to[0], 0);
		dup2(from[1], 1);
		execvp("cat", (char *[]){ "cat", 0 });
		_exit(127);
	}
	close(to[0]);
	close(from[1]);
	write(to[1], "through cat", 11);
	close(to[1]);
	read_all(from[0], text, sizeof text - 1);
	close(from[0]);
	printf("%s %d\n", text, ended(pid));
}

static void *others(void *stop)
{
	/* Descriptors of a child are not those of other threads. */
	long bad = 0;
	while (!*(volatile int *)stop) bad += fcntl(2, F_GETFD) < 0 || fcntl(100, F_GETFD) >= 0;
	return (void *)bad;
}

static volatile int stop;

int main(void)
{
	pthread_t thread;
	setvbuf(stdout, 0, _IONBF, 0);
	pthread_create(&thread, 0, others, (void *)&stop);
	reads();
	filters();
	pid_t pid = vfork();
	if (!pid) {
		execl("/nonexistent/program", "program", (char *)0);
		_exit(errno == ENOENT || errno == EACCES ? 99 : 1);
	}
	printf("no program: %d\n", ended(pid));
	/* Memory is shared, descriptors and directory are not. */
	volatile int shared = 1;
	mkdir("below", 0777);
	int before = fcntl(100, F_GETFD);
	for (int i = 0; i < 100; i++) {
		pid = vfork();
		if (!pid) {
			shared++;
			dup2(1, 100);
			close(2);
			chdir("below");
			sigset_t all;
			sigfillset(&all);
			sigprocmask(SIG_SETMASK, &all, 0);
			_exit(i);
		}
		if (ended(pid) != i) printf("wrong status of child %d\n", i);
	}
	sigset_t mask;
	sigprocmask(SIG_SETMASK, 0, &mask);
	struct stat s;
	printf("%d %d %d %d %d\n", shared, before == fcntl(100, F_GETFD), fcntl(2, F_GETFD), stat("below", &s),
		sigismember(&mask, SIGUSR1));
	pid = vfork();
	if (!pid) {
		int fd = open("file", O_CREAT | O_WRONLY | O_TRUNC, 0666);
		dup2(fd, 1);
		chdir("below");
		execlp("sh", "sh", "-c", "pwd | sed 's,.*/,,'; exit 7", (char *)0);
		_exit(127);
	}
	printf("%d\n", ended(pid));
	char text[20] = { 0 };
	int fd = open("file", O_RDONLY);
	read(fd, text, sizeof text - 1);
	close(fd);
	printf("%s", text);
	/* One within another. */
	pid = vfork();
	if (!pid) {
		pid_t inner = vfork();
		if (!inner) _exit(4);
		int status;
		waitpid(inner, &status, 0);
		_exit(WEXITSTATUS(status) + 1);
	}
	printf("%d\n", ended(pid));
	stop = 1;
	void *bad;
	pthread_join(thread, &bad);
	printf("%ld %d\n", (long)bad, wait(0) < 0 && errno == ECHILD);
	unlink("file");
	rmdir("below");
}
