/* Who may be in the library: nobody before MPI_Init and after MPI_Finalize; under MPI_THREAD_MULTIPLE one thread of a rank at a time. */
#include "process.h"

static int tid(void) { return thread_current()->tid; }

void process_enter(struct process *me, const char *function)
{
	if (me->state != PROCESS_RUNNING) {
		me->number = hermit_isle() * hermit_ranks() + hermit_rank();
		me->function = function;
		fatal("called %s", me->state == PROCESS_BEFORE ? "before MPI_Init" : "after MPI_Finalize");
	}
	/* A callback calls the library again. */
	if (me->owner != tid()) {
		lock(&me->lock);
		me->owner = tid();
	}
	me->depth++;
}

void process_leave(struct process *me)
{
	if (me->owner != tid() || --me->depth) return;
	me->owner = 0;
	unlock(&me->lock);
}

int process_unlock(struct process *me)
{
	int depth = me->depth;
	if (!me->guarded || !depth) return 0;
	me->depth = 0;
	me->owner = 0;
	unlock(&me->lock);
	return depth;
}

void process_relock(struct process *me, int depth)
{
	if (!depth) return;
	lock(&me->lock);
	me->owner = tid();
	me->depth = depth;
}
