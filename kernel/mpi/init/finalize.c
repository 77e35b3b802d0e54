/* Ending: MPI_Finalize, MPI_Abort, and ranks that leave without either. */
#include <stdio.h>
#include "p2p/engine.h"

enum { TAG_OF_END = -2 };   /* no program or collective has negative tags */

static int nothing_waits(void *t) { return !((struct transport *)t)->waiting; }

/* Everyone has come here: by dissemination, in log2 n rounds (Hensgen, Finkel and Manber 1988). */
static int meet_all(struct process *me)
{
	struct comm *world = me->world;
	for (int distance = 1; distance < me->processes; distance *= 2) {
		int to = (me->number + distance) % me->processes, from = (me->number - distance + me->processes) % me->processes;
		int error = p2p_send(0, 0, MPI_BYTE, to, TAG_OF_END, world, world->context + 1);
		if (!error) error = p2p_recv(0, 0, MPI_BYTE, from, TAG_OF_END, world, world->context + 1, MPI_STATUS_IGNORE);
		if (error) return error;
	}
	return MPI_SUCCESS;
}

MPI_CALL(Finalize, (void))
{
	ENTER(Finalize);
	comms_end();
	buffered_end(me);
	progress_until(me, nothing_waits, me->transport);
	int error = meet_all(me);
	if (error) return p2p_fail(me->world, error);
	progress_until(me, nothing_waits, me->transport);
	me->state = PROCESS_FINALIZED;
	me->guarded = 1;
	/* The last rank of an isle closes its memory: nobody writes to it any more but reports of what was read, which may be lost. */
	static volatile int finalized;
	if (add(&finalized, 1) == hermit_ranks() - 1) hermit_close(MPI_REGION);
	return MPI_SUCCESS;
}

MPI_CALL(Abort, (MPI_Comm comm, int code))
{
	struct process *me = self();
	fprintf(stderr, "hermit-wasm: isle %d, rank %d: MPI_Abort: the program ends itself with code %d\n", hermit_isle(), me->number, code);
	fflush(0);
	hermit_end(code);
}

/* Called when main or exit is left; see kernel/isles/ranks.c. The end of a whole isle is known to all in any case. */
void rank_leaves(void)
{
	struct process *me = self();
	if (hermit_ranks() > 1 && me->state == PROCESS_RUNNING) transport_leave(me);
}
