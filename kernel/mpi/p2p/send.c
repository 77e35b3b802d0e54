/* Sends: short ones in the cell, longer ones in the ring's bytes, the longest left for the receiver to fetch. */
#include <stdlib.h>
#include "copy.h"
#include "transfer.h"

void p2p_written(struct process *me, struct transfer *t)
{
	if (t->token < 0) transfer_done(me, t, MPI_SUCCESS);
}

/* The cell, and the data as one run unless they fit into it. */
static int send_prepare(struct process *me, struct transfer *t)
{
	struct cell *c = &t->out.cell;
	/* A blocking send to oneself could wait for ever for its receive: it is copied, as the standard mode allows. */
	int blocks = !t->r.object.kind;
	int copied = t->bytes <= (blocks ? EAGER_LIMIT : EAGER_LIMIT_LATER) ||
		(t->process == me->number && blocks);
	int kind = t->bytes <= CELL_PAYLOAD ? CELL_SHORT : copied ? CELL_LONG : CELL_READY;
	c->what = kind | t->r.comm->rank << CELL_RANK_SHIFT |
		(t->mode == SEND_SYNCHRONOUS ? CELL_SYNCHRONOUS : 0);
	c->context = t->context;
	c->tag = t->tag;
	c->bytes = t->bytes;
	t->out.owner = t;
	if (kind == CELL_SHORT) {
		if (t->whole) copy_short(c->payload.byte, t->whole, t->bytes);
		else type_pack(c->payload.byte, t->buffer, t->count, t->type, 0, t->bytes);
	} else {
		if (!t->whole) {
			t->whole = t->packed = malloc(t->bytes);
			if (!t->whole)
				return error_note(
					me, MPI_ERR_NO_MEM, "no memory to pack a message of %u bytes", t->bytes);
			type_pack(t->packed, t->buffer, t->count, t->type, 0, t->bytes);
		}
		t->out.bytes = t->whole;
		c->payload.word[0] = (int)t->whole;
	}
	if (kind == CELL_READY || t->mode == SEND_SYNCHRONOUS) {
		c->token = t->token = rendezvous_begin(me, t);
		if (t->token < 0)
			return error_note(
				me, MPI_ERR_NO_MEM, "no memory for one more send that waits for its receive");
	}
	return MPI_SUCCESS;
}

int p2p_send_begin(struct process *me, struct transfer *t)
{
	struct peer *p = &me->transport->peers[t->process];
	int error = send_prepare(me, t);
	if (!error && t->process == me->number) {
		p2p_arrived(me, p, &t->out.cell, t->out.bytes);
		p2p_written(me, t);
		return MPI_SUCCESS;
	}
	if (!error) {
		int r = transport_post(p, &t->out);
		if (r > 0) p2p_written(me, t);
		if (r >= 0) return MPI_SUCCESS;
		error = p2p_note_gone(me, p);
	}
	if (t->token >= 0) rendezvous_end(me, t->token, t->process);
	free(t->packed);
	t->packed = 0;
	return error;
}

int p2p_send(const void *buffer, int count, datatype *type, int dest, int tag, struct comm *comm,
	int context)
{
	if (unlikely(dest == MPI_PROC_NULL)) return MPI_SUCCESS;
	struct process *me = self();
	int process = comm_process(comm, dest);
	struct peer *p = &me->transport->peers[process];
	uint64_t bytes = type_bytes(type, count);
	if (likely(bytes <= CELL_PAYLOAD && type_dense(type)) &&
		likely(transport_send_short(
			p, CELL_SHORT | comm->rank << CELL_RANK_SHIFT, context, tag, buffer, bytes)))
		return MPI_SUCCESS;
	if (bytes > CELL_PAYLOAD && type_dense(type) &&
		transport_send_placed(
			p, CELL_PLACED | comm->rank << CELL_RANK_SHIFT, context, tag, buffer, bytes))
		return MPI_SUCCESS;
	struct transfer t;
	t.r.object.kind = 0;
	transfer_set(&t, buffer, count, type, dest, tag, comm, context);
	int error = p2p_send_begin(me, &t);
	return error || t.r.complete ? error : transfer_wait(me, &t, &send_kind);
}

int p2p_ssend(const void *buffer, int count, datatype *type, int dest, int tag, struct comm *comm,
	int context)
{
	if (unlikely(dest == MPI_PROC_NULL)) return MPI_SUCCESS;
	struct process *me = self();
	struct transfer t;
	t.r.object.kind = 0;
	transfer_set(&t, buffer, count, type, dest, tag, comm, context);
	t.mode = SEND_SYNCHRONOUS;
	int error = p2p_send_begin(me, &t);
	return error ? error : transfer_wait(me, &t, &send_kind);
}
