/* Receives. */
#include "copy.h"
#include "match.h"

/* Looks at the expected ring before anything is posted: in a ping-pong the answer is there in a moment. */
#define LOOKS 400

/* A message at the head of the ring that is just the one, and short, or in its place: 1 taken, 0 nothing there, -1 something else. */
static inline int take_short(struct process *me, struct peer *p, void *buffer, uint32_t room,
	int rank, int tag, int context, MPI_Status *status)
{
	struct cell *c = transport_next(p);
	if (!c) return 0;
	int kind = c->what ^ rank << CELL_RANK_SHIFT;
	if (kind == CELL_SHORT && c->bytes > CELL_PAYLOAD) return -1;
	if ((kind != CELL_SHORT && kind != CELL_PLACED) || c->context != context ||
		!tag_fits(tag, c->tag) || c->bytes > room)
		return -1;
	if (kind == CELL_SHORT) copy_short(buffer, c->payload.byte, c->bytes);
	else if (c->payload.word[0] != (int)buffer) return -1;
	if (status != MPI_STATUS_IGNORE) {
		status->MPI_SOURCE = rank;
		status->MPI_TAG = c->tag;
		status->_bytes = c->bytes;
		status->_cancelled = 0;
	}
	p->known = c->token;
	transport_taken(p);
	return 1;
}

int p2p_recv(void *buffer, int count, datatype *type, int source, int tag, struct comm *comm,
	int context, MPI_Status *status)
{
	if (unlikely(source == MPI_PROC_NULL)) {
		MPI_Status nobody;
		status_of_nobody(&nobody);
		status_give(status, &nobody);
		return MPI_SUCCESS;
	}
	struct process *me = self();
	struct matching *m = me->matching;
	if (likely(source >= 0 && !m->posted_count && !m->unexpected_count && !me->guarded &&
			type_dense(type))) {
		struct peer *p = &me->transport->peers[comm_process(comm, source)];
		uint32_t room = type_bytes(type, count);
		if (likely(p->in != 0))
			for (int looks = LOOKS; looks > 0; looks--) {
				if (looks == LOOKS - 1 && room > CELL_PAYLOAD)
					transport_hint(p, context, tag, buffer, room);
				int r = take_short(me, p, buffer, room, source, tag, context, status);
				if (r > 0) return MPI_SUCCESS;
				if (r < 0) break;
			}
	}
	struct transfer t;
	t.r.object.kind = 0;
	transfer_set(&t, buffer, count, type, source, tag, comm, context);
	int error = p2p_receive_begin(me, &t);
	if (error) return error;
	error = transfer_wait(me, &t, &receive_kind);
	status_give(status, &t.r.status);
	return error;
}
