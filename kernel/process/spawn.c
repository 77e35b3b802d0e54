/* Children are Linux's: the kernel turns descriptors into handles and lets pipes to a child become streams of the proxy. */
#include "fd.h"
#include "hooks.h"
#include "proxy.h"
#include "spawn_plan.h"

/* Records as loader/proxy/linux/calls/spawning.ts reads them. */
enum { END, USE, FROM_CHILD, TO_CHILD, CLOSE, CHDIR, ENDED };
struct action {
	int op, fd, handle, unused;
};

/* An image without pipes has none to hand over. */
weak enum pipe_end pipe_end_of(struct file *file) { return PIPE_NONE; }
weak void pipe_becomes(struct file *end, int handle) {}

SYSCALL(spawn)
{
	const struct spawn_plan *plan = actions;
	struct action records[SPAWN_MAX_FDS + 3];
	struct file *ends[SPAWN_MAX_FDS];
	int n = 0;
	long r = 0;
	if (range_bad(plan, sizeof *plan) || actions_size != sizeof *plan) return -EFAULT;
	int count = plan->count;
	if (count < 0 || count > SPAWN_MAX_FDS) return -EINVAL;
	if (plan->ended >= 0) records[n++] = (struct action){ ENDED, 0, plan->ended, 0 };
	if (plan->directory) records[n++] = (struct action){ CHDIR, 0, (int)plan->directory, 0 };
	int first = n;
	for (int i = 0; i < count && !r; i++) {
		int child = plan->fds[i].child, own = plan->fds[i].own;
		/* A command of the host gets no other descriptors. */
		if (child > 2) continue;
		struct file *opened = own < 0 ? 0 : file_get(own);
		ends[n - first] = opened;
		if (own < 0) records[n++] = (struct action){ CLOSE, child, 0, 0 };
		else if (!opened) r = -EBADF;
		else if (!opened->ops) records[n++] = (struct action){ USE, child, opened->handle, 0 };
		else {
			enum pipe_end end = pipe_end_of(opened);
			if (end != PIPE_NONE)
				records[n++] = (struct action){ end == PIPE_WRITE ? FROM_CHILD : TO_CHILD, child,
					-1, 0 };
			else {
				/* what has no meaning outside is closed in the child */
				file_put(opened);
				ends[n - first] = 0;
				records[n++] = (struct action){ CLOSE, child, 0, 0 };
			}
		}
	}
	records[n] = (struct action){ END, 0, 0, 0 };
	if (!r)
		r = proxy_call(__NR_spawn, (long)pid, (long)file, (long)argv, (long)envp, (long)records, 0);
	for (int i = first; i < n; i++) {
		if (r >= 0 && (records[i].op == FROM_CHILD || records[i].op == TO_CHILD))
			pipe_becomes(ends[i - first], records[i].handle);
		if (ends[i - first]) file_put(ends[i - first]);
	}
	return r;
}
