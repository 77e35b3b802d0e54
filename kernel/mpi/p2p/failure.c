/* Processes that end before MPI_Finalize: who waits for them is told. */
#include <stdarg.h>
#include <stdio.h>
#include "match.h"

int trouble(struct process *me, int code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(me->trouble, sizeof me->trouble, format, arguments);
	va_end(arguments);
	return code;
}

int p2p_fail(struct comm *comm, int code) { return fail(comm, code, "%s", self()->trouble); }

int trouble_gone(struct process *me, struct peer *p)
{
	const char *function = me->function ? me->function : "MPI";
	if (hermit_ranks() > 1) {
		return trouble(me, MPI_ERR_OTHER, "rank %d (isle %d) has ended without MPI_Finalize while rank %d is in %s", p->process, p->isle,
			me->number, function);
	}
	return trouble(me, MPI_ERR_OTHER, "isle %d has ended without MPI_Finalize while rank %d is in %s", p->isle, me->number, function);
}

static int has_process(const struct group *g, int process)
{
	for (int i = 0; i < g->size; i++) if (g->process[i] == process) return 1;
	return 0;
}

static int may_send(const struct comm *c, int process) { return has_process(c->remote ? c->remote : c->group, process); }

int never_comes(struct process *me, struct comm *comm, int process)
{
	struct transport *t = me->transport;
	if (!t->gone) return 0;
	if (process >= 0) return t->peers[process].state == PEER_GONE ? trouble_gone(me, &t->peers[process]) : 0;
	for (int i = 0; i < me->processes; i++)
		if (t->peers[i].state == PEER_GONE && may_send(comm, i)) return trouble_gone(me, &t->peers[i]);
	return 0;
}

static void fail_receives(struct process *me, struct peer *p, struct queue *q)
{
	for (struct transfer *t = q->first, *next; t; t = next) {
		next = t->next;
		if (t->process == p->process || (t->process < 0 && may_send(t->r.comm, p->process))) {
			match_remove(me->matching, t);
			transfer_done(me, t, trouble_gone(me, p));
		}
	}
}

void process_gone(struct process *me, struct peer *p)
{
	struct transport *t = me->transport;
	struct outgoing *o;
	if (p->state == PEER_GONE) return;
	p->state = PEER_GONE;
	t->gone++;
	/* What it had written before it ended is still received. */
	if (p->in && !p->reading) while (read_ring(me, p, RING_CELLS)) continue;
	while ((o = p->first)) {
		p->first = o->next;
		/* Those that wait for an answer are in the table below. */
		if (!o->transfer) block_free(me, o);
		else if (o->transfer->token < 0) transfer_done(me, o->transfer, trouble_gone(me, p));
	}
	for (int i = 0; i < t->answer_room; i++) {
		struct transfer *s = t->answers[i].transfer;
		if (!s || s->process != p->process) continue;
		token_take(t, s->token, p->process);
		transfer_done(me, s, trouble_gone(me, p));
	}
	for (unsigned i = 0; i < BUCKETS; i++) fail_receives(me, p, &me->matching->posted[i]);
	fail_receives(me, p, &me->matching->any_source);
}

void look_for_ends(struct process *me)
{
	struct transport *t = me->transport;
	t->isles_ended = hermit_isles_ended();
	t->left = load(&t->station->left);
	for (int i = 0; i < me->processes; i++) {
		struct peer *p = &t->peers[i];
		if (i != me->number && (load_sync(&p->mine->left) || (p->isle != hermit_isle() && hermit_isle_state(p->isle) == HERMIT_ISLE_ENDED))) process_gone(me, p);
	}
}
