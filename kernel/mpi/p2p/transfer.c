/* Transfers as requests: non-blocking and persistent ones. */
#include <stdlib.h>
#include "match.h"
#include "progress.h"

_Static_assert(sizeof(struct transfer) <= BLOCK_SIZE, "transfers come from the list of blocks");

void transfer_done(struct process *me, struct transfer *t, int error)
{
	t->r.status.MPI_ERROR = error;
	if (unlikely(t->packed)) {
		free(t->packed);
		t->packed = 0;
	}
	request_complete(&t->r);
}

static int completed(void *t) { return ((struct transfer *)t)->r.complete; }

int transfer_wait(struct process *me, struct transfer *t, const struct request_kind *kind)
{
	if (!t->r.complete) {
		t->r.kind = kind;
		me->awaited = &t->r;
		p2p_progress_until(me, completed, t);
	}
	return t->r.status.MPI_ERROR;
}

static int send_start(request *r)
{
	struct transfer *t = (struct transfer *)r;
	struct process *me = self();
	enum send_mode mode = t->mode;
	if (t->rank == MPI_PROC_NULL) {
		status_of_nobody(&r->status);
		request_complete(r);
		return MPI_SUCCESS;
	}
	status_empty(&r->status);
	transfer_set(t, t->buffer, t->count, t->type, t->rank, t->tag, r->comm, t->context);
	t->mode = mode;
	return mode == SEND_BUFFERED ? buffered_begin(me, t) : p2p_send_begin(me, t);
}

static int receive_start(request *r)
{
	struct transfer *t = (struct transfer *)r;
	if (t->rank == MPI_PROC_NULL) {
		status_of_nobody(&r->status);
		request_complete(r);
		return MPI_SUCCESS;
	}
	transfer_set(t, t->buffer, t->count, t->type, t->rank, t->tag, r->comm, t->context);
	return p2p_receive_begin(self(), t);
}

static int receive_cancel(request *r)
{
	struct transfer *t = (struct transfer *)r;
	struct process *me = self();
	if (!t->posted) return MPI_SUCCESS;
	match_remove(me->matching, t);
	status_empty(&r->status);
	r->status._cancelled = 1;
	transfer_done(me, t, MPI_SUCCESS);
	return MPI_SUCCESS;
}

/* A send that waits for its receive is called back, if it has not met it. One that is still to be written goes its way. */
static int send_cancel(request *r)
{
	struct transfer *t = (struct transfer *)r;
	if (!r->complete && t->token >= 0) rendezvous_answer(self(), t->process, CELL_CANCEL, t->token);
	return MPI_SUCCESS;
}

static void transfer_free(request *r)
{
	struct transfer *t = (struct transfer *)r;
	if (!(t->type->flags & TYPE_PREDEFINED)) type_release(t->type);
}

const struct request_kind send_kind = { "send", send_start, 0, send_cancel, 0, transfer_free };
const struct request_kind receive_kind = { "receive", receive_start, 0, receive_cancel, 0,
	transfer_free };

/* As request_new, for what most requests are. */
static inline struct transfer *make(
	struct process *me, const struct request_kind *kind, datatype *type, struct comm *comm)
{
	struct transfer *t = block_new(me);
	if (unlikely(!t)) return 0;
	t->r.object = (struct object){ OBJECT_REQUEST, 1 };
	t->r.kind = kind;
	t->r.persistent = t->r.active = 0;
	t->r.pooled = 1;
	t->r.comm = comm;
	comm->object.references++;
	if (!(type->flags & TYPE_PREDEFINED)) type_keep(type);
	return t;
}

request *transfer_new(const struct request_kind *kind, const void *buffer, int count,
	datatype *type, int rank, int tag, struct comm *comm, int context, enum send_mode mode)
{
	struct transfer *t = make(self(), kind, type, comm);
	if (!t) return 0;
	t->r.complete = 0;
	status_empty(&t->r.status);
	t->buffer = (void *)buffer;
	t->count = count;
	t->type = type;
	t->rank = rank;
	t->tag = tag;
	t->context = context;
	t->mode = mode;
	t->token = -1;
	t->packed = 0;
	t->posted = 0;
	return &t->r;
}

request *p2p_sent_request(void)
{
	static const struct request_kind sent_kind = { "send", 0, 0, send_cancel, 0, 0 };
	request *r = request_new(&sent_kind, 0, 0);
	if (r) r->complete = 1;
	return r;
}

static int begin(struct process *me, request *made, request **r)
{
	*r = 0;
	if (!made) return error_note(me, MPI_ERR_NO_MEM, "no memory for a request");
	int error = made->kind->start(made);
	if (error) {
		made->complete = 1;
		request_release(made);
	} else *r = made;
	return error;
}

int p2p_isend(const void *buffer, int count, datatype *type, int dest, int tag, struct comm *comm,
	int context, enum send_mode mode, request **r)
{
	return begin(
		self(), transfer_new(&send_kind, buffer, count, type, dest, tag, comm, context, mode), r);
}

int p2p_irecv(void *buffer, int count, datatype *type, int source, int tag, struct comm *comm,
	int context, request **r)
{
	struct process *me = self();
	if (unlikely(source == MPI_PROC_NULL))
		return begin(me,
			transfer_new(
				&receive_kind, buffer, count, type, source, tag, comm, context, SEND_STANDARD),
			r);
	struct transfer *t = make(me, &receive_kind, type, comm);
	*r = 0;
	if (unlikely(!t)) return error_note(me, MPI_ERR_NO_MEM, "no memory for a request");
	transfer_set(t, buffer, count, type, source, tag, comm, context);
	int error = p2p_receive_begin(me, t);
	if (likely(!error)) {
		*r = &t->r;
		return MPI_SUCCESS;
	}
	t->r.complete = 1;
	request_release(&t->r);
	return error;
}

int p2p_sendrecv(const void *out, int outcount, datatype *outtype, int dest, int outtag, void *in,
	int incount, datatype *intype, int source, int intag, struct comm *comm, int context,
	MPI_Status *status)
{
	request *r;
	int error = p2p_irecv(in, incount, intype, source, intag, comm, context, &r);
	if (error) return error;
	error = p2p_send(out, outcount, outtype, dest, outtag, comm, context);
	if (!error) return request_wait(r, status);
	if (!r->complete) r->kind->cancel(r);
	request_wait(r, MPI_STATUS_IGNORE);
	return error;
}
