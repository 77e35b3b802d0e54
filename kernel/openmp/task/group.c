/* Taskgroups, and the reductions of tasks in them. */
#include <stdlib.h>
#include <string.h>
#include "task/task.h"

struct group *begin_group(struct member *m)
{
	struct group *g = malloc(sizeof *g);
	if (!g) openmp_fail("no memory for a taskgroup");
	*g = (struct group){ .outer = m->task->group };
	return m->task->group = g;
}

static int empty(struct member *m, void *group)
{
	return !load_sync(&((struct group *)group)->count);
}

void end_group(struct member *m)
{
	struct group *g = m->task->group;
	if (!empty(m, g)) wait_until(m, empty, g, WAIT_FOR_CHILDREN);
	if (g->reductions) combine_reductions(g->reductions);
	m->task->group = g->outer;
	free(g);
}

void __kmpc_taskgroup(struct ident *source, int gtid) { begin_group(self()); }

void __kmpc_end_taskgroup(struct ident *source, int gtid) { end_group(self()); }
