/* Ending: MPI_Finalize's work, and ranks that leave without it. */
#include "init.h"
#include "object/comm.h"
#include "p2p/p2p.h"
#include "p2p/progress.h"
#include "transport/transport.h"

enum { TAG_OF_END = -2 };   /* no program or collective has negative tags */

static int nothing_waits(void *t) { return !((struct transport *)t)->waiting; }

/* Everyone has come here: by dissemination, in log2 n rounds (Hensgen, Finkel and Manber 1988). */
static int meet_all(struct process *me)
{
	struct comm *world = me->world;
	for (int distance = 1; distance < me->processes; distance *= 2) {
		int to = (me->number + distance) % me->processes,
			from = (me->number - distance + me->processes) % me->processes;
		int error = p2p_send(0, 0, MPI_BYTE, to, TAG_OF_END, world, world->context + 1);
		if (!error)
			error = p2p_recv(
				0, 0, MPI_BYTE, from, TAG_OF_END, world, world->context + 1, MPI_STATUS_IGNORE);
		if (error) return error;
	}
	return MPI_SUCCESS;
}

int mpi_end(struct process *me)
{
	/* While everything still works: the delete functions of MPI_COMM_SELF's attributes (8.7.1). */
	attributes_delete(OBJECT_COMM, MPI_COMM_SELF, &me->alone->attributes);
	buffered_end(me);
	p2p_progress_until(me, nothing_waits, me->transport);
	int error = meet_all(me);
	if (error) return error;
	p2p_progress_until(me, nothing_waits, me->transport);
	me->state = PROCESS_FINALIZED;
	me->guarded = 1;
	/* The last rank of an isle closes its memory: nobody writes to it any more but reports of what was read, which may be lost. */
	static volatile int finalized;
	if (add(&finalized, 1) == hermit_ranks() - 1) hermit_close(MPI_REGION);
	return MPI_SUCCESS;
}

/* In place of the weak one of kernel/isles/ranks.c, which calls it when main or exit is left. No lock is held. The end of a whole isle is known to all in any case. */
void rank_leaves(void)
{
	struct process *me = self();
	if (hermit_ranks() > 1 && me->state == PROCESS_RUNNING) transport_leave(me->transport);
}
