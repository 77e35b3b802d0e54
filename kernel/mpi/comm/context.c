/*
 * Contexts of new communicators. Each process has numbers of its own to give, so the first process of a communicator can give one to all
 * others without asking: a broadcast, which can be under way for any number of communicators at once, in any order, by any threads.
 * Numbers are used again after MAX_CONTEXTS, when the giver has no communicator with them; whoever still had one then would have slept
 * through a million others.
 */
#include "env/process.h"
#include "make.h"
#include "p2p/p2p.h"

static int in_use(const struct process *me, int context)
{
	for (const struct comm *c = me->comms; c; c = c->next)
		if (c->context == context) return 1;
	return 0;
}

/* Number 0 of process 0 and its like are those of MPI_COMM_WORLD and MPI_COMM_SELF. */
int comm_new_context(void)
{
	struct process *me = self();
	for (;;) {
		unsigned given = ++me->contexts, number = given % MAX_CONTEXTS;
		int context = 2 * (number * MAX_PROCESSES + me->number);
		if (number && (given < MAX_CONTEXTS || !in_use(me, context))) return context;
	}
}

/*
 * An agreement under way. In an inter-communicator the two first processes tell each other, and the number of the one that comes first in
 * MPI_COMM_WORLD counts. Then each tells its group, as a binomial tree.
 */
enum { ACROSS, DOWN, DONE };
enum { LEVELS = 11 };                 /* of a tree of MAX_PROCESSES */
struct agreement {
	struct comm *made;                /* kept, or NULL */
	struct comm *group;               /* that of the tree: `old` or its local one; kept */
	int step, tag;
	int context[2];                   /* of `made` and of `made->local`: what is told */
	int other;                        /* what the other group's first process gave */
	int requests;
	request *under_way[LEVELS];
};

/* 1 when all that was begun has completed; its errors add to the request's. */
static int all_done(request *r, struct agreement *a)
{
	for (int i = 0; i < a->requests; i++)
		if (!a->under_way[i]->complete) return 0;
	int error = request_wait_all(a->requests, a->under_way);
	if (error) r->status.MPI_ERROR = error;
	a->requests = 0;
	return 1;
}

static void begun(request *r, struct agreement *a, int error)
{
	if (error) r->status.MPI_ERROR = error;
	else a->requests++;
}

/* Begins the next step. */
static void step(request *r, struct agreement *a)
{
	struct comm *c = a->group;
	int bit = 1;
	switch (a->step++) {
	case ACROSS:
		if (r->comm->remote && r->comm->remote->process[0] < r->comm->group->process[0] &&
			!r->comm->rank)
			a->context[0] = a->other;
		/* A process other than the first hears from the one whose rank has the lowest bit less. */
		if (!c->rank) return;
		begun(r, a,
			p2p_irecv(a->context, sizeof a->context, MPI_BYTE, c->rank & (c->rank - 1), a->tag, c,
				c->context + 1, &a->under_way[a->requests]));
		return;
	case DOWN:
		while (bit < c->size && !(c->rank & bit)) bit *= 2;
		while (bit /= 2) {
			if (c->rank + bit >= c->size) continue;
			begun(r, a,
				p2p_isend(a->context, sizeof a->context, MPI_BYTE, c->rank + bit, a->tag, c,
					c->context + 1, SEND_STANDARD, &a->under_way[a->requests]));
		}
		return;
	case DONE:
		if (a->made) {
			a->made->context = a->context[0];
			if (a->made->local) a->made->local->context = a->context[1];
		}
		request_complete(r);
	}
}

static int advance(request *r)
{
	struct agreement *a = r->state;
	int did = 0;
	while (!r->complete && all_done(r, a)) {
		/* After an error nothing that follows can be relied on. */
		if (r->status.MPI_ERROR) request_complete(r);
		else step(r, a);
		did = 1;
	}
	return did;
}

static void release(request *r)
{
	struct agreement *a = r->state;
	if (a->made) comm_release(a->made);
	comm_release(a->group);
}

static const struct request_kind agreeing = {
	.name = "duplication of a communicator", .advance = advance, .free = release
};

int comm_begin_contexts(struct comm *old, struct comm *made, request **result)
{
	struct comm *group = old->remote ? old->local : old;
	request *r = request_new(&agreeing, old, sizeof(struct agreement));
	if (!r) return MPI_ERR_NO_MEM;
	struct agreement *a = r->state = r + 1;
	*a = (struct agreement){ .made = made, .group = group, .tag = collective_tag(group) };
	if (made) comm_keep(made);
	comm_keep(group);
	if (!old->rank) {
		a->context[0] = comm_new_context();
		if (old->remote) a->context[1] = comm_new_context();
	}
	int tag = old->remote ? collective_tag(old) : 0;
	if (old->remote && !old->rank) {
		begun(r, a,
			p2p_irecv(&a->other, sizeof(int), MPI_BYTE, 0, tag, old, old->context + 1,
				&a->under_way[a->requests]));
		begun(r, a,
			p2p_isend(&a->context[0], sizeof(int), MPI_BYTE, 0, tag, old, old->context + 1,
				SEND_STANDARD, &a->under_way[a->requests]));
	}
	advance(r);
	if (!r->complete) request_advance_later(r);
	*result = r;
	return MPI_SUCCESS;
}

int comm_give_contexts(struct comm *old, struct comm *made)
{
	request *r;
	int error = comm_begin_contexts(old, made, &r);
	return error ? error : request_wait(r, MPI_STATUS_IGNORE);
}

int comm_make(struct comm *old, struct group *group, struct comm **made)
{
	struct comm *c = 0;
	*made = 0;
	if (group->rank != MPI_UNDEFINED) {
		c = comm_new(group, 0, -1);
		if (!c) return MPI_ERR_NO_MEM;
		comm_inherit(c, old);
	}
	int error = comm_give_contexts(old, c);
	if (!error) *made = c;
	else if (c) comm_release(c);
	return error;
}

int comm_make_first(struct comm *old, int size, struct comm **made)
{
	if (size == old->size) return comm_make(old, old->group, made);
	struct group *g = group_new(size);
	if (!g) return MPI_ERR_NO_MEM;
	for (int rank = 0; rank < size; rank++) g->process[rank] = old->group->process[rank];
	g->rank = old->rank < size ? old->rank : MPI_UNDEFINED;
	int error = comm_make(old, g, made);
	group_release(g);
	return error;
}
