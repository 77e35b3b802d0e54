/* Probes: a look at the messages that came before their receives. */
#include "match.h"
#include "probe.h"
#include "progress.h"

/* Also done when what it waits for never comes. */
static int probed(void *argument)
{
	struct probe *p = argument;
	p->found = match_find(p->me->matching, p->comm->context, p->rank, p->tag);
	if (!p->found && unlikely(p->me->transport->gone))
		p->error = p2p_never_comes(
			p->me, p->comm, p->rank < 0 ? -1 : comm_process(p->comm, p->rank));
	return p->found || p->error;
}

void p2p_probe(struct probe *p, int wait)
{
	if (wait) {
		p->me->probed = p;
		p2p_progress_until(p->me, probed, p);
	} else if (!probed(p)) {
		p2p_progress(p->me);
		probed(p);
	}
}

struct message *p2p_take_message(struct probe *p)
{
	struct message *u = p->found;
	match_take(p->me->matching, u);
	u->object = (struct object){ OBJECT_MESSAGE, 1 };
	u->comm = p->comm;
	comm_keep(u->comm);
	return u;
}

request *p2p_receive_message(
	struct process *me, void *buffer, int count, datatype *t, struct message *u)
{
	struct comm *c = u->comm;
	int rank = u->cell.what >> CELL_RANK_SHIFT;
	request *r = transfer_new(
		&receive_kind, buffer, count, t, rank, MPI_ANY_TAG, c, c->context, SEND_STANDARD);
	if (!r) return 0;
	transfer_set((struct transfer *)r, buffer, count, t, rank, MPI_ANY_TAG, c, c->context);
	p2p_deliver(me, (struct transfer *)r, u->process, &u->cell, u->bytes);
	u->object.kind = 0;
	message_free(me, u);
	comm_release(c);
	return r;
}
