// driver: no
/*
 * Starts a command as its arguments say: STDIN FILE ARGUMENT…, with its own environment.
 *   STDIN  -  its own;  wait  its own, after a line was read from it;  path:P  P opened with O_PATH;  at:OFFSET:P  P from an offset on;
 *          end:P  the reading end of P;  pipe:TEXT  a pipe with a text;  many:N  its own, N commands that nobody waits for
 * Says how it ended.
 */
#define _GNU_SOURCE
#include "check.h"
#include <fcntl.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
extern char **environ;

static int failed(const char *what)
{
	printf("%s: %s\n", what, error_name(errno));
	return 1;
}

int main(int argc, char **argv)
{
	char *in = argv[1], *file = argv[2], line[100], *end;
	int fd = -1, many = 1, status = 0, e = 0;
	pid_t pid = 0;
	/* Descriptors that a command is not to have. */
	for (int i = 0; i < 5; i++) open("/", O_RDONLY);
	if (!strcmp(in, "wait")) puts("ready"), fgets(line, sizeof line, stdin);
	if (!strncmp(in, "many:", 5)) many = atoi(in + 5);
	if (!strncmp(in, "path:", 5) && (fd = open(in + 5, O_PATH)) < 0) return failed("open");
	if (!strncmp(in, "end:", 4)) {
		mkfifo(in + 4, 0666);
		if ((fd = open(in + 4, O_RDONLY | O_NONBLOCK)) < 0) return failed("open");
	}
	if (!strncmp(in, "at:", 3)) {
		long long offset = strtoll(in + 3, &end, 10);
		if ((fd = open(end + 1, O_RDONLY)) < 0 || lseek(fd, offset, SEEK_SET) != offset) return failed("open");
	}
	if (!strncmp(in, "pipe:", 5)) {
		int ends[2];
		pipe2(ends, O_CLOEXEC);
		write(ends[1], in + 5, strlen(in + 5));
		close(ends[1]);
		fd = ends[0];
	}
	posix_spawn_file_actions_t actions;
	posix_spawn_file_actions_init(&actions);
	if (fd >= 0) posix_spawn_file_actions_adddup2(&actions, fd, 0);
	/* A name that would make a shell read its profile. */
	char *name = argv[2];
	argv[2] = "-evil";
	for (int i = 0; i < many && !e; i++) e = posix_spawn(&pid, name, &actions, NULL, argv + 2, environ);
	if (e) return printf("spawn: %s\n", error_name(e)), 1;
	if (many > 1) return puts("started"), 0;
	if (waitpid(pid, &status, 0) != pid) return failed("wait");
	printf("exit %d\n", WEXITSTATUS(status));
	return 0;
}
