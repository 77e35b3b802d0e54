/* The beginning of point to point, and what transport tells it. */
#include <stdlib.h>
#include "match.h"

/* Those without an owner are blocks: answers. */
static void written(struct outgoing *o)
{
	struct process *me = self();
	if (o->owner) p2p_written(me, o->owner);
	else block_free(me, o);
}

static const struct transport_events events = { written, p2p_gone };

int p2p_begin(struct process *me, struct endpoint *endpoint)
{
	me->matching = calloc(1, sizeof *me->matching);
	if (!me->matching) return MPI_ERR_NO_MEM;
	me->matching->answer_free = -1;
	me->transport = transport_new(me->number, me->processes, endpoint, &events);
	return me->transport ? MPI_SUCCESS : MPI_ERR_NO_MEM;
}
