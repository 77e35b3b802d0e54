/*
 * posix_spawn without fork: the file actions are played through on a list of the child's descriptors, and the kernel hands the
 * result to the Linux side, which starts the command if it was granted.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>
#include "fdop.h"
#include "spawn_plan.h"
#include "syscall.h"

static int find(struct spawn_plan *plan, int child)
{
	for (int i = 0; i < plan->count; i++)
		if (plan->fds[i].child == child) return i;
	return -1;
}

static int set(struct spawn_plan *plan, int child, int own)
{
	int i = find(plan, child);
	if (i < 0) {
		if (plan->count == SPAWN_MAX_FDS) return EMFILE;
		i = plan->count++;
	}
	plan->fds[i].child = child;
	plan->fds[i].own = own;
	return 0;
}

/* What a child would inherit: every descriptor without FD_CLOEXEC. */
static int inherit(struct spawn_plan *plan)
{
	int error = 0;
	for (int fd = 0; fd < SPAWN_MAX_FDS && !error; fd++) {
		int flags = __syscall(SYS_fcntl, fd, F_GETFD);
		if (flags >= 0 ? !(flags & FD_CLOEXEC) : fd < 3)
			error = set(plan, fd, flags >= 0 ? fd : -1);
	}
	return error;
}

static int play(struct spawn_plan *plan, const struct fdop *op, int *opened, int *n)
{
	int i, fd;
	if (op->fd >= SPAWN_MAX_FDS) return EBADF;
	switch (op->cmd) {
	case FDOP_CLOSE: return set(plan, op->fd, -1);
	case FDOP_DUP2:
		i = find(plan, op->srcfd);
		/* A source that the child would not have inherited is still open when the actions run. */
		fd = i >= 0 ? plan->fds[i].own : op->srcfd;
		return __syscall(SYS_fcntl, fd, F_GETFD) < 0 ? EBADF : set(plan, op->fd, fd);
	case FDOP_OPEN:
		if (*n == SPAWN_MAX_FDS) return EMFILE;
		fd = __syscall(
			SYS_openat, AT_FDCWD, op->path, op->oflag | O_CLOEXEC | O_LARGEFILE, op->mode);
		if (fd < 0) return -fd;
		opened[(*n)++] = fd;
		return set(plan, op->fd, fd);
	case FDOP_CHDIR: plan->directory = op->path; return 0;
	}
	return ENOSYS;   /* FDOP_FCHDIR: a child's directory is named by a path */
}

#define NO_EFFECT_HERE (POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_RESETIDS)

/* Of a child that vfork has made: with its descriptors, in its directory; NULL: the program's. */
int __spawn_from(
	pid_t *pid, const char *path, char *const argv[], char *const envp[], const char *directory)
{
	struct spawn_plan plan = { .directory = directory, .ended = -1 };
	int error = inherit(&plan);
	return error ? error : -__syscall(SYS_spawn, pid, path, argv, envp, &plan, sizeof plan);
}

int posix_spawn(pid_t *restrict res, const char *restrict path,
	const posix_spawn_file_actions_t *fa, const posix_spawnattr_t *restrict attr,
	char *const argv[restrict], char *const envp[restrict])
{
	struct spawn_plan plan = { .ended = -1 };
	int opened[SPAWN_MAX_FDS], n = 0, pid;
	if (attr && attr->__flags & ~NO_EFFECT_HERE & ~64) return ENOSYS;
	int error = inherit(&plan);
	if (fa && fa->__actions && !error) {
		struct fdop *op = fa->__actions;
		while (op->next) op = op->next;
		for (; op && !error; op = op->prev) error = play(&plan, op, opened, &n);
	}
	if (!error) error = -__syscall(SYS_spawn, &pid, path, argv, envp, &plan, sizeof plan);
	while (n) __syscall(SYS_close, opened[--n]);
	if (!error && res) *res = pid;
	return error;
}
