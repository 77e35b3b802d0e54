/* Carrying out plans: at once, or as a request that progress advances. */
#include <stdlib.h>
#include "env/process.h"
#include "object/fail.h"
#include "p2p/p2p.h"
#include "plan.h"

static void note(struct plan *p, int error)
{
	if (error && !p->error) p->error = error;
}

static void forget(struct plan *p)
{
	for (void *next, *block = p->memory; block; block = next) {
		next = *(void **)block;
		free(block);
	}
	if (p->steps != p->some) free(p->steps);
	if (p->pending != p->few) free(p->pending);
}

static void begin_message(struct plan *p, const struct step *s)
{
	struct comm *c = s->inner ? p->comm->local : p->comm;
	int tag = s->inner ? p->inner_tag : p->tag, error;
	request **r = &p->pending[p->pending_count];
	if (s->kind == STEP_SEND)
		error = p2p_isend(
			s->buffer, s->count, s->type, s->peer, tag, c, c->context + 1, SEND_STANDARD, r);
	else error = p2p_irecv(s->buffer, s->count, s->type, s->peer, tag, c, c->context + 1, r);
	note(p, error);
	if (!error) p->pending_count++;
}

static void act(struct plan *p, const struct step *s)
{
	switch (s->kind) {
	case STEP_COPY:
		type_copy(s->buffer, s->count, s->type, s->from, s->from_count, s->from_type);
		break;
	case STEP_REDUCE: op_apply(s->op, s->in, s->buffer, s->count, s->type); break;
	case STEP_CALL:
		/* It would take for told what was not received. */
		if (!p->error) note(p, s->call(p, s->argument));
	}
}

/* ---- At once ---- */

static int is_message(const struct step *s) { return s->kind <= STEP_RECEIVE; }

/* One message, or one each way, with nothing to do meanwhile: the calls that need no request. Returns how many steps it took. */
static int exchange(struct plan *p, const struct step *s)
{
	int left = p->count - p->next;
	struct comm *c = s->inner ? p->comm->local : p->comm;
	int tag = s->inner ? p->inner_tag : p->tag, context = c->context + 1;
	if (left == 1 || s[1].kind == STEP_WAIT) {
		note(p,
			s->kind == STEP_SEND ? p2p_send(s->buffer, s->count, s->type, s->peer, tag, c, context)
								 : p2p_recv(s->buffer, s->count, s->type, s->peer, tag, c, context,
									   MPI_STATUS_IGNORE));
		return 1;
	}
	if (!is_message(s + 1) || s->kind == s[1].kind || s->inner != s[1].inner ||
		(left > 2 && s[2].kind != STEP_WAIT))
		return 0;
	const struct step *out = s->kind == STEP_SEND ? s : s + 1,
					  *in = s->kind == STEP_SEND ? s + 1 : s;
	note(p,
		p2p_sendrecv(out->buffer, out->count, out->type, out->peer, tag, in->buffer, in->count,
			in->type, in->peer, tag, c, context, MPI_STATUS_IGNORE));
	return 2;
}

static void wait_pending(struct plan *p)
{
	if (!p->pending_count) return;
	note(p, request_wait_all(p->pending_count, p->pending));
	p->pending_count = 0;
}

int plan_finish(struct plan *p)
{
	int error = p->error;
	p->error = MPI_SUCCESS;
	p->pending_count = 0;
	/* A plan goes to its end in spite of errors, as others wait for its messages. */
	if (error == MPI_ERR_NO_MEM) p->count = 0;
	while (p->next < p->count) {
		const struct step *s = &p->steps[p->next];
		int taken = 1;
		if (s->kind == STEP_WAIT) wait_pending(p);
		else if (!is_message(s)) act(p, s);
		else if (p->pending_count || !(taken = exchange(p, s))) {
			taken = 1;
			begin_message(p, s);
		}
		p->next += taken;
	}
	wait_pending(p);
	note(p, error);
	forget(p);
	return p->error;
}

int coll_said(struct comm *c, int error)
{
	if (likely(!error)) return MPI_SUCCESS;
	if (error == MPI_ERR_NO_MEM)
		return fail(
			c, error, "no memory for the collective's buffers: give the isle more with --mem");
	return fail(c, error, "%s%s", self()->noted,
		error == MPI_ERR_TRUNCATE ? ": do functions, counts, types and roots agree everywhere? (-e "
									"HERMIT_MPI_CHECK=1 tells)"
								  : "");
}

int plan_run(struct plan *p, int error)
{
	if (!p->steps) return error;
	return coll_said(p->comm, plan_finish(p));
}

/* ---- As a request ---- */

static int pending_done(struct plan *p)
{
	while (p->pending_count) {
		request *r = p->pending[p->pending_count - 1];
		if (!r->complete) return 0;
		note(p, r->status.MPI_ERROR);
		request_release(r);
		p->pending_count--;
	}
	return 1;
}

/* Types and operations that the program may free while it is under way. */
static void hold(struct plan *p, void (*types)(datatype *), void (*operations)(operation *))
{
	for (const struct step *s = p->steps; s < p->steps + p->count; s++) {
		if (is_message(s) || s->kind == STEP_COPY || s->kind == STEP_REDUCE) types(s->type);
		if (s->kind == STEP_COPY) types(s->from_type);
		if (s->kind == STEP_REDUCE) operations(s->op);
	}
}

static int go_on(request *r)
{
	struct plan *p = r->state;
	int moved = 0;
	if (p->busy || r->complete) return 0;
	p->busy = 1;
	for (; p->next < p->count; p->next++, moved = 1) {
		const struct step *s = &p->steps[p->next];
		if (s->kind == STEP_WAIT && !pending_done(p)) break;
		if (is_message(s)) begin_message(p, s);
		else act(p, s);
	}
	p->busy = 0;
	if (p->next < p->count || !pending_done(p)) return moved;
	status_empty(&r->status);
	r->status.MPI_ERROR = p->error;
	request_complete(r);
	return 1;
}

static void let_go(request *r)
{
	struct plan *p = r->state;
	if (!p->steps) return;
	hold(p, type_release, op_release);
	forget(p);
}

static const struct request_kind plan_kind = {
	.name = "collective", .advance = go_on, .free = let_go
};

static request *request_holding(struct plan *p) { return (request *)p - 1; }

struct plan *plan_new(struct comm *c, int *error)
{
	request *r = request_new(&plan_kind, c, sizeof(struct plan));
	if (!r) {
		*error = fail(c, MPI_ERR_NO_MEM, "no memory for a request: give the isle more with --mem");
		return 0;
	}
	struct plan *p = r->state = r + 1;
	p->steps = 0;
	p->now = 0;
	return p;
}

int plan_start(struct plan *p, int error, MPI_Request *handle)
{
	request *r = request_holding(p);
	if (p->steps) hold(p, type_keep, op_keep);
	if (!p->steps || p->error) {
		struct comm *c = p->steps ? p->comm : 0;
		request_release(r);
		return c ? fail(c, MPI_ERR_NO_MEM,
					   "no memory for the collective's buffers: give the isle more with --mem")
				 : error;
	}
	p->pending_count = 0;
	go_on(r);
	if (!r->complete) request_advance_later(r);
	*handle = r;
	return MPI_SUCCESS;
}
