/* Children are Linux's: the kernel turns descriptors into handles and lets pipes to a child become streams of the proxy. */
#include "fd.h"
#include "pipe.h"
#include "proxy.h"
#include "spawn_plan.h"

/* Records as loader/proxy/linux/calls/spawning.ts reads them. */
enum { END, USE, FROM_CHILD, TO_CHILD, CLOSE, CHDIR };
struct action { int op, fd, handle, unused; };

/* An image without pipes has none to hand over. */
weak enum pipe_end pipe_end_of(struct file *file) { return PIPE_NONE; }
weak void pipe_becomes(struct file *end, int handle) { }

SYSCALL(spawn)
{
	const struct spawn_plan *plan = (const struct spawn_plan *)e;
	struct action actions[SPAWN_MAX_FDS + 2];
	struct file *ends[SPAWN_MAX_FDS];
	int n = 0;
	long r = 0;
	if (range_bad(plan, sizeof *plan) || f != sizeof *plan) return -EFAULT;
	int count = plan->count;
	if (count < 0 || count > SPAWN_MAX_FDS) return -EINVAL;
	if (plan->directory) actions[n++] = (struct action){ CHDIR, 0, (int)plan->directory, 0 };
	int first = n;
	for (int i = 0; i < count && !r; i++) {
		int child = plan->fds[i].child, own = plan->fds[i].own;
		struct file *file = own < 0 ? 0 : file_get(own);
		ends[n - first] = file;
		if (own < 0) actions[n++] = (struct action){ CLOSE, child, 0, 0 };
		else if (!file) r = -EBADF;
		else if (!file->ops) actions[n++] = (struct action){ USE, child, file->handle, 0 };
		else {
			enum pipe_end end = pipe_end_of(file);
			if (end != PIPE_NONE) actions[n++] = (struct action){ end == PIPE_WRITE ? FROM_CHILD : TO_CHILD, child, -1, 0 };
			else file_put(file);   /* what has no meaning outside is closed in the child */
		}
	}
	actions[n] = (struct action){ END, 0, 0, 0 };
	if (!r) r = proxy_call(__NR_spawn, a, b, c, d, (long)actions, 0);
	for (int i = first; i < n; i++) {
		if (r >= 0 && (actions[i].op == FROM_CHILD || actions[i].op == TO_CHILD)) pipe_becomes(ends[i - first], actions[i].handle);
		if (ends[i - first]) file_put(ends[i - first]);
	}
	return r;
}
