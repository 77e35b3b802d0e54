/* Processes that end before MPI_Finalize: what waits for them fails. */
#include "match.h"

int p2p_note_gone(struct process *me, struct peer *p)
{
	const char *function = me->function ? me->function : "MPI";
	if (hermit_ranks() > 1) {
		return error_note(me, MPI_ERR_OTHER,
			"rank %d (isle %d) has ended without MPI_Finalize while rank %d is in %s", p->process,
			p->isle, me->number, function);
	}
	return error_note(me, MPI_ERR_OTHER,
		"isle %d has ended without MPI_Finalize while rank %d is in %s", p->isle, me->number,
		function);
}

static int may_send(const struct comm *c, int process)
{
	return group_rank_of(c->remote ? c->remote : c->group, process) != MPI_UNDEFINED;
}

int p2p_never_comes(struct process *me, struct comm *comm, int process)
{
	struct transport *t = me->transport;
	if (!t->gone) return 0;
	if (process >= 0)
		return t->peers[process].state == PEER_GONE ? p2p_note_gone(me, &t->peers[process]) : 0;
	for (int i = 0; i < me->processes; i++)
		if (t->peers[i].state == PEER_GONE && may_send(comm, i))
			return p2p_note_gone(me, &t->peers[i]);
	return 0;
}

static void fail_receives(struct process *me, struct peer *p, struct queue *q)
{
	for (struct transfer *t = q->first, *next; t; t = next) {
		next = t->next;
		if (t->process == p->process || (t->process < 0 && may_send(t->r.comm, p->process))) {
			match_remove(me->matching, t);
			transfer_done(me, t, p2p_note_gone(me, p));
		}
	}
}

void p2p_gone(struct peer *p)
{
	struct process *me = self();
	struct outgoing *o;
	/* What it had written before it ended is still received. */
	if (p->in && !p->reading)
		while (p2p_read_ring(me, p, RING_CELLS)) continue;
	while ((o = p->first)) {
		p->first = o->next;
		struct transfer *s = o->owner;
		/* Those that wait for an answer come below. */
		if (!s) block_free(me, o);
		else if (s->token < 0) transfer_done(me, s, p2p_note_gone(me, p));
	}
	rendezvous_gone(me, p);
	for (unsigned i = 0; i < BUCKETS; i++) fail_receives(me, p, &me->matching->posted[i]);
	fail_receives(me, p, &me->matching->any_source);
}
