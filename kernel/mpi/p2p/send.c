/* Sends: short ones in the cell, longer ones in the ring's bytes, the longest left for the receiver to fetch. */
#include <stdlib.h>
#include <string.h>
#include "engine.h"

int token_new(struct transport *t, struct transfer *s)
{
	enum { AT_ONCE = 64, MOST = 1 << 16 };
	if (t->answer_free < 0) {
		int room = t->answer_room ? 2 * t->answer_room : AT_ONCE;
		void *more = room <= MOST ? realloc(t->answers, room * sizeof *t->answers) : 0;
		if (!more) return -1;
		t->answers = more;
		for (int i = room - 1; i >= t->answer_room; i--) {
			t->answers[i].transfer = 0;
			t->answers[i].generation = t->answer_free;
			t->answer_free = i;
		}
		t->answer_room = room;
	}
	static int generation;
	int i = t->answer_free;
	t->answer_free = t->answers[i].generation;
	t->answers[i].transfer = s;
	t->answers[i].generation = generation = (generation + 1) & 0x7fff;
	return generation << 16 | i;
}

struct transfer *token_take(struct transport *t, int token, int process)
{
	int i = token & 0xffff;
	if (token < 0 || i >= t->answer_room) return 0;
	struct transfer *s = t->answers[i].transfer;
	if (!s || t->answers[i].generation != token >> 16 || s->process != process) return 0;
	t->answers[i].transfer = 0;
	t->answers[i].generation = t->answer_free;
	t->answer_free = i;
	s->token = -1;
	return s;
}

void answer(struct process *me, int process, enum cell_kind kind, int token)
{
	struct peer *p = &me->transport->peers[process];
	struct cell c = { .what = kind, .token = token };
	if (process == me->number) {
		arrived(me, p, &c, 0);
		return;
	}
	if (transport_send(me, p, &c, 0)) return;
	struct outgoing *o = block_new(me);
	if (!o) fatal("no memory to answer a message: give the isle more --mem");
	o->transfer = 0;
	o->bytes = 0;
	o->cell = c;
	if (transport_post(me, p, o)) block_free(me, o);
}

void transfer_done(struct process *me, struct transfer *t, int error)
{
	t->r.status.MPI_ERROR = error;
	if (unlikely(t->packed)) {
		free(t->packed);
		t->packed = 0;
	}
	request_complete(&t->r);
}

void transfer_written(struct process *me, struct transfer *t)
{
	if (t->token < 0) transfer_done(me, t, MPI_SUCCESS);
}

/* The cell, and the data as one run unless they fit into it. */
static int send_prepare(struct process *me, struct transfer *t)
{
	struct cell *c = &t->out.cell;
	/* A blocking send to oneself could wait for ever for its receive: it is copied, as the standard mode allows. */
	int blocks = !t->r.object.kind;
	int copied = t->bytes <= (blocks ? EAGER_LIMIT : EAGER_LIMIT_LATER) || (t->process == me->number && blocks);
	int kind = t->bytes <= CELL_PAYLOAD ? CELL_SHORT : copied ? CELL_LONG : CELL_READY;
	c->what = kind | t->r.comm->rank << CELL_RANK_SHIFT | (t->mode == SEND_SYNCHRONOUS ? CELL_SYNCHRONOUS : 0);
	c->context = t->context;
	c->tag = t->tag;
	c->bytes = t->bytes;
	t->out.transfer = t;
	if (kind == CELL_SHORT) {
		if (t->whole) copy_short(c->payload.byte, t->whole, t->bytes);
		else type_pack(c->payload.byte, t->buffer, t->count, t->type, 0, t->bytes);
	} else {
		if (!t->whole) {
			t->whole = t->packed = malloc(t->bytes);
			if (!t->whole) return trouble(me, MPI_ERR_NO_MEM, "no memory to pack a message of %u bytes", t->bytes);
			type_pack(t->packed, t->buffer, t->count, t->type, 0, t->bytes);
		}
		t->out.bytes = t->whole;
		c->payload.word[0] = (int)t->whole;
	}
	if (kind == CELL_READY || t->mode == SEND_SYNCHRONOUS) {
		c->token = t->token = token_new(me->transport, t);
		if (t->token < 0) return trouble(me, MPI_ERR_NO_MEM, "no memory for one more send that waits for its receive");
	}
	return MPI_SUCCESS;
}

int send_begin(struct process *me, struct transfer *t)
{
	struct peer *p = &me->transport->peers[t->process];
	int error = send_prepare(me, t);
	if (!error && t->process == me->number) {
		arrived(me, p, &t->out.cell, t->out.bytes);
		transfer_written(me, t);
		return MPI_SUCCESS;
	}
	if (!error) {
		int r = transport_post(me, p, &t->out);
		if (r > 0) transfer_written(me, t);
		if (r >= 0) return MPI_SUCCESS;
		error = trouble_gone(me, p);
	}
	if (t->token >= 0) token_take(me->transport, t->token, t->process);
	free(t->packed);
	t->packed = 0;
	return error;
}

int p2p_send(const void *buffer, int count, datatype *type, int dest, int tag, struct comm *comm, int context)
{
	if (unlikely(dest == MPI_PROC_NULL)) return MPI_SUCCESS;
	struct process *me = self();
	int process = comm_process(comm, dest);
	struct peer *p = &me->transport->peers[process];
	uint64_t bytes = type_bytes(type, count);
	if (likely(bytes <= CELL_PAYLOAD && type_dense(type))
		&& likely(transport_send_short(p, CELL_SHORT | comm->rank << CELL_RANK_SHIFT, context, tag, buffer, bytes))) return MPI_SUCCESS;
	if (bytes > CELL_PAYLOAD && type_dense(type)
		&& transport_send_placed(p, CELL_PLACED | comm->rank << CELL_RANK_SHIFT, context, tag, buffer, bytes)) return MPI_SUCCESS;
	struct transfer t;
	t.r.object.kind = 0;
	transfer_set(&t, buffer, count, type, dest, tag, comm, context);
	int error = send_begin(me, &t);
	return error || t.r.complete ? error : transfer_wait(me, &t);
}

int p2p_ssend(const void *buffer, int count, datatype *type, int dest, int tag, struct comm *comm, int context)
{
	if (unlikely(dest == MPI_PROC_NULL)) return MPI_SUCCESS;
	struct process *me = self();
	struct transfer t;
	t.r.object.kind = 0;
	transfer_set(&t, buffer, count, type, dest, tag, comm, context);
	t.mode = SEND_SYNCHRONOUS;
	int error = send_begin(me, &t);
	return error ? error : transfer_wait(me, &t);
}
