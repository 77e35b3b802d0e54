/*
 * Cancellation. That of a loop or of sections holds until the next barrier: it is remembered as the epoch before that, so nobody
 * has to take it back. That of a region is taken back when the team is used again.
 */
#include "env/settings.h"
#include "sync/barrier.h"
#include "task/task.h"

enum { NOTHING, PARALLEL, LOOP, SECTIONS, TASKGROUP };

static int cancelled(struct member *m, int what)
{
	struct team *t = m->team;
	switch (what) {
	case PARALLEL: return t->cancelled;
	case LOOP: return t->cancelled || load(&t->cancelled_loop) == m->epoch;
	case SECTIONS: return t->cancelled || load(&t->cancelled_sections) == m->epoch;
	case TASKGROUP: return t->cancelled || group_cancelled(m->task->group);
	}
	return 0;
}

int __kmpc_cancel(struct ident *source, int gtid, int what)
{
	struct member *m = self();
	struct team *t = m->team;
	if (!settings.cancellation) return 0;
	switch (what) {
	case PARALLEL:
		store(&t->cancelled, 1);
		/* Who waits in a barrier leaves it. */
		changed(m, PARK_IN_REGION);
		return 1;
	case LOOP: store(&t->cancelled_loop, m->epoch); return 1;
	case SECTIONS: store(&t->cancelled_sections, m->epoch); return 1;
	case TASKGROUP:
		for (struct group *g = m->task->group; g; g = g->of_reduction ? g->outer : 0)
			store(&g->cancelled, 1);
		return m->task->group != 0;
	}
	return 0;
}

int __kmpc_cancellationpoint(struct ident *source, int gtid, int what)
{
	return settings.cancellation && cancelled(self(), what);
}

int __kmpc_cancel_barrier(struct ident *source, int gtid)
{
	struct member *m = self();
	if (m->team->cancelled) return 1;
	barrier(m);
	return m->team->cancelled;
}

int omp_get_cancellation(void) { return self() && settings.cancellation; }
