/*
 * vfork without a second process. The caller's frame calls setjmp (bits/vfork.h) and goes on as the child, with a copy of the descriptors.
 * Where the child would become another program it is posix_spawn that starts it; then, or when the child ends, longjmp makes the
 * frame the parent. Memory is shared, as vfork allows.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "spawn_plan.h"
#include "syscall.h"
#include "vfork.h"

int fds_fork(void);
void fds_leave(void);
int __spawn_from(pid_t *, const char *, char *const *, char *const *, const char *directory);

struct child {
	jmp_buf frame;
	struct child *outer;
	char *directory; /* that it has changed to */
	sigset_t mask;
	int pid, error;
};
static _Thread_local struct child *current;

void *__hermit_vfork_frame(void)
{
	static _Thread_local struct child failed;
	struct child *c = malloc(sizeof *c);
	int error = c ? fds_fork() : -ENOMEM;
	if (error) {
		free(c);
		c = &failed;
	}
	*c = (struct child){ .outer = current, .error = -error };
	if (!error) pthread_sigmask(SIG_SETMASK, 0, &c->mask);
	current = c;
	return &c->frame;
}

int __hermit_vfork_child(void)
{
	int error = current->error;
	if (!error) return 0;
	current = current->outer;
	errno = error;
	return -1;
}

int __hermit_vfork_parent(void)
{
	struct child *c = current;
	int pid = c->pid;
	current = c->outer;
	pthread_sigmask(SIG_SETMASK, &c->mask, 0);
	free(c->directory);
	free(c);
	return pid;
}

static _Noreturn void become_parent(int pid)
{
	fds_leave();
	current->pid = pid;
	longjmp(current->frame, 1);
}

/* -1 with errno: there is no such program, and the child goes on. */
int __vfork_exec(const char *path, char *const argv[], char *const envp[])
{
	if (!current) return __syscall_ret(-ENOSYS);
	pid_t pid;
	int error = __spawn_from(&pid, path, argv, envp, current->directory);
	if (error) return __syscall_ret(-error);
	become_parent(pid);
}

void __vfork_exit(int status)
{
	if (!current) return;
	struct spawn_plan plan = { .ended = (status & 255) << 8 };
	pid_t pid = 0;
	long r = __syscall(SYS_spawn, &pid, "", 0, 0, &plan, sizeof plan);
	become_parent(r < 0 ? (int)r : pid);
}

/* Only the child's. 1: done, with the result of chdir in *result. */
int __vfork_chdir(const char *path, int *result)
{
	struct child *c = current;
	if (!c) return 0;
	int relative = *path != '/' && c->directory;
	char *whole = malloc((relative ? strlen(c->directory) + 1 : 0) + strlen(path) + 1);
	if (!whole) {
		errno = ENOMEM;
		*result = -1;
		return 1;
	}
	*whole = 0;
	if (relative) strcat(strcpy(whole, c->directory), "/");
	strcat(whole, path);
	*result = access(whole, X_OK);
	if (*result) free(whole);
	else {
		free(c->directory);
		c->directory = whole;
	}
	return 1;
}
