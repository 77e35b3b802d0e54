/* What the files of point to point share: messages under way, and how they meet. match.h has the meeting itself. */
#ifndef MPI_TRANSFER_H
#define MPI_TRANSFER_H

#include "object/block.h"
#include "p2p.h"
#include "transport/transport.h"

/* A send or a receive. Those of blocking calls lie on the caller's stack. */
struct transfer {
	request r;
	struct transfer *next, *previous; /* among the receives that are posted */
	void *buffer;
	int count;
	datatype *type;
	void *
		whole; /* the data as one run, in the buffer or in `packed`; NULL: receive piece by piece */
	void *packed; /* memory of the library's own */
	uint32_t bytes; /* of the message; of a receive: room */
	int context, rank, tag; /* rank of the other in the communicator; MPI_ANY_SOURCE, MPI_ANY_TAG */
	int process; /* the other, -1: any */
	int token; /* of a send that waits for an answer, else -1 */
	unsigned order; /* of posted receives: which was first */
	int posted;
	enum send_mode mode;
	struct outgoing out;
};

/* A message that came before its receive. */
struct message {
	struct object object; /* OBJECT_MESSAGE while a program has it (MPI_Mprobe) */
	struct message *next, *previous; /* of its context and source */
	struct message *later, *earlier; /* of all */
	struct comm *comm; /* once a program has it */
	int process, pooled;
	const void *bytes; /* of short and long ones */
	struct cell cell;
};

/* ---- Transfers (transfer.c) ---- */

/* A receive, not yet posted, or a send, not yet begun. */
static inline void transfer_set(struct transfer *t, const void *buffer, int count, datatype *type,
	int rank, int tag, struct comm *comm, int context)
{
	t->r.complete = 0;
	t->r.status._cancelled = 0;
	t->r.comm = comm;
	t->buffer = (void *)buffer;
	t->count = count;
	t->type = type;
	t->bytes = type_bytes(type, count);
	t->whole = likely(type_dense(type)) || !t->bytes ? t->buffer : type_whole(type, buffer, count);
	t->packed = 0;
	t->context = context;
	t->rank = rank;
	t->tag = tag;
	t->process = rank >= 0 ? comm_process(comm, rank) : -1;
	t->token = -1;
	t->posted = 0;
	t->mode = SEND_STANDARD;
}

extern const struct request_kind send_kind, receive_kind;
/* A request for one that does not begin yet; NULL: no memory. */
request *transfer_new(const struct request_kind *kind, const void *buffer, int count,
	datatype *type, int rank, int tag, struct comm *comm, int context, enum send_mode mode);
void transfer_done(struct process *me, struct transfer *t, int error);
/* Waits for a transfer on the stack; its error. */
int transfer_wait(struct process *me, struct transfer *t, const struct request_kind *kind);
/* request_release of a complete request's last reference, without calls if it is a transfer of a predefined type. */
static inline void transfer_release(struct process *me, request *r)
{
	struct transfer *t = (struct transfer *)r;
	struct comm *c = r->comm;
	if (unlikely((r->kind != &receive_kind && r->kind != &send_kind) ||
			!(t->type->flags & TYPE_PREDEFINED) || c->object.references == 1)) {
		request_release(r);
		return;
	}
	c->object.references--;
	r->object.kind = 0;
	block_free(me, r);
}

/* ---- Sending (send.c, buffered.c) ---- */

/* Begins; an error class, if it fails at once. It may be complete afterwards. */
int p2p_send_begin(struct process *me, struct transfer *t);
/* The cell of a send was written. */
void p2p_written(struct process *me, struct transfer *t);
/* Begins a buffered send: as p2p_send_begin, from a copy in the buffer that the program attached. */
int buffered_begin(struct process *me, struct transfer *t);

/* ---- Arriving (arrive.c) ---- */

/* A cell that came from p; bytes: of a CELL_LONG. */
void p2p_arrived(struct process *me, struct peer *p, struct cell *c, const void *bytes);
/* Gives the receive what the cell brought or announces, and completes it. */
void p2p_deliver(
	struct process *me, struct transfer *t, int process, const struct cell *c, const void *bytes);
void message_free(struct process *me, struct message *u);
/* Reads up to `most` cells of the peer's ring; how many. */
int p2p_read_ring(struct process *me, struct peer *p, int most);

/* ---- Rendezvous (rendezvous.c): sends that wait for an answer. They have a token, by which the answer names them. ---- */

/* A token for the send, or -1: no memory. */
int rendezvous_begin(struct process *me, struct transfer *s);
/* The send that waits under this token for an answer of that process, no longer waiting; or NULL. */
struct transfer *rendezvous_end(struct process *me, int token, int process);
/* Fails those that wait for an answer of the peer. */
void rendezvous_gone(struct process *me, struct peer *p);
/* Gives an answer to the sender of a cell, or asks a receiver to cancel one. */
void rendezvous_answer(struct process *me, int process, enum cell_kind kind, int token);
/* An answer came. */
void rendezvous_answered(struct process *me, struct peer *p, const struct cell *c);
/* Fetches a message from where its sender left it, straight to where the data belong: 0, or -EPIPE. */
int rendezvous_fetch(
	struct process *me, struct transfer *t, struct peer *p, uint32_t from, uint32_t length);

/* ---- Processes that have ended (failure.c) ---- */

/* Notes why an operation that needs the process fails; returns MPI_ERR_OTHER. */
int p2p_note_gone(struct process *me, struct peer *p);
/* What transport tells when a peer has gone: fails all that needs it. */
void p2p_gone(struct peer *p);
/* Whether a receive can never be matched, because those that could send are gone; then the error class, else 0. */
int p2p_never_comes(struct process *me, struct comm *comm, int process);

#endif
