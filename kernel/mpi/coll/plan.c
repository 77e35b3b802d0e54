/* Making plans. */
#include <stdlib.h>
#include <string.h>
#include "plan.h"

void plan_open(struct plan *p, struct comm *comm)
{
	p->comm = p->party = comm;
	p->tag = collective_tag(comm);
	p->inner_tag = comm->remote ? collective_tag(comm->local) : 0;
	p->error = MPI_SUCCESS;
	p->steps = p->some;
	p->pending = p->few;
	p->count = p->next = p->pending_count = p->busy = 0;
	p->room = p->pending_room = PLAN_STEPS;
	p->memory = 0;
}

void plan_inside(struct plan *p) { p->party = p->comm->local; }
void plan_across(struct plan *p) { p->party = p->comm; }

static void *enlarge(struct plan *p, void *old, void *first, int *room, size_t size)
{
	void *more = realloc(old == first ? 0 : old, 2 * *room * size);
	if (!more) {
		p->error = MPI_ERR_NO_MEM;
		return old;
	}
	if (old == first) memcpy(more, old, *room * size);
	*room *= 2;
	return more;
}

static struct step *another(struct plan *p, enum step_kind kind)
{
	static struct step nowhere;
	if (p->count == p->room) p->steps = enlarge(p, p->steps, p->some, &p->room, sizeof *p->steps);
	if (p->error) return &nowhere;
	struct step *s = &p->steps[p->count++];
	s->kind = kind;
	return s;
}

/* Sends and receives that may be under way at once: room for them is made now, so that carrying out needs none. */
static void message(
	struct plan *p, enum step_kind kind, const void *buffer, int count, datatype *t, int peer)
{
	if (peer == MPI_PROC_NULL) return;
	struct step *s = another(p, kind);
	s->inner = p->party != p->comm;
	s->peer = peer;
	s->buffer = (void *)buffer;
	s->count = count;
	s->type = t;
	if (++p->pending_count > p->pending_room)
		p->pending = enlarge(p, p->pending, p->few, &p->pending_room, sizeof *p->pending);
}

void plan_send(struct plan *p, const void *buffer, int count, datatype *t, int peer)
{
	message(p, STEP_SEND, buffer, count, t, peer);
}
void plan_receive(struct plan *p, void *buffer, int count, datatype *t, int peer)
{
	message(p, STEP_RECEIVE, buffer, count, t, peer);
}

void plan_wait(struct plan *p)
{
	if (!p->pending_count) return;
	p->pending_count = 0;
	another(p, STEP_WAIT);
}

void plan_copy(struct plan *p, void *to, int to_count, datatype *to_type, const void *from,
	int from_count, datatype *from_type)
{
	if (to == from || !to_count || !from_count) return;
	struct step *s = another(p, STEP_COPY);
	s->buffer = to;
	s->count = to_count;
	s->type = to_type;
	s->from = from;
	s->from_count = from_count;
	s->from_type = from_type;
}

void plan_apply(struct plan *p, operation *op, const void *in, void *inout, int count, datatype *t)
{
	if (!count) return;
	struct step *s = another(p, STEP_REDUCE);
	s->buffer = inout;
	s->count = count;
	s->type = t;
	s->in = in;
	s->op = op;
}

void plan_call(struct plan *p, int (*call)(struct plan *, void *), void *argument)
{
	struct step *s = another(p, STEP_CALL);
	s->call = call;
	s->argument = argument;
}

void *plan_memory(struct plan *p, size_t bytes)
{
	enum { HEADER = 16 };
	char *block = p->error ? 0 : malloc(HEADER + bytes);
	if (!block) {
		p->error = MPI_ERR_NO_MEM;
		return 0;
	}
	*(void **)block = p->memory;
	p->memory = block;
	return block + HEADER;
}

void *plan_buffer(struct plan *p, int count, datatype *t)
{
	MPI_Aint before;
	size_t bytes = type_span(t, count, &before);
	char *memory = plan_memory(p, bytes);
	return memory ? memory - before : 0;
}
