/* What other processes have written here: cells are read, and messages given to receives or kept. */
#include <stdlib.h>
#include <string.h>
#include "copy.h"
#include "match.h"

static void keep(struct process *me, struct peer *p, struct cell *c, const void *bytes)
{
	int kind = c->what & CELL_KIND, pooled;
	uint32_t extra = kind == CELL_LONG ? c->bytes : 0;
	pooled = sizeof(struct message) + extra <= BLOCK_SIZE;
	struct message *u = pooled ? block_new(me) : malloc(sizeof *u + extra);
	if (!u)
		fatal("no memory to keep a message of %u bytes from rank %d until it is received: give the "
			  "isle more --mem",
			c->bytes, p->process);
	u->object.kind = 0;
	u->process = p->process;
	u->pooled = pooled;
	u->cell = *c;
	u->bytes = u->cell.payload.byte;
	if (extra) {
		memcpy(u + 1, bytes, extra);
		u->bytes = u + 1;
	}
	match_keep(me->matching, u);
}

void message_free(struct process *me, struct message *u)
{
	if (u->pooled) block_free(me, u);
	else free(u);
}

static void cancel(struct process *me, struct peer *p, struct cell *c)
{
	for (struct message *u = me->matching->first; u; u = u->later) {
		int what = u->cell.what,
			waits = what & CELL_SYNCHRONOUS || (what & CELL_KIND) == CELL_READY;
		if (!waits || u->process != p->process || u->cell.token != c->token) continue;
		match_take(me->matching, u);
		message_free(me, u);
		rendezvous_answer(me, p->process, CELL_CANCELLED, c->token);
		return;
	}
}

void p2p_arrived(struct process *me, struct peer *p, struct cell *c, const void *bytes)
{
	switch (c->what & CELL_KIND) {
	case CELL_SHORT:
		if (c->bytes > CELL_PAYLOAD) break;
		bytes = c->payload.byte;
		/* fall through */
	case CELL_LONG:
	case CELL_READY: {
		struct transfer *t = match_receive(
			me->matching, c->context, c->what >> CELL_RANK_SHIFT, c->tag);
		if (t) p2p_deliver(me, t, p->process, c, bytes);
		else keep(me, p, c, bytes);
		return;
	}
	case CELL_PLACED: {
		struct transfer *t = match_receive(
			me->matching, c->context, c->what >> CELL_RANK_SHIFT, c->tag);
		if (!t || (int)t->whole != c->payload.word[0] || c->bytes > t->bytes) break;
		p2p_deliver(me, t, p->process, c, 0);
		return;
	}
	case CELL_CANCEL: cancel(me, p, c); return;
	case CELL_FETCHED:
	case CELL_MATCHED:
	case CELL_CANCELLED: rendezvous_answered(me, p, c); return;
	}
	fatal("isle %d wrote something that is no message (%#x, %u bytes)", p->isle, (unsigned)c->what,
		c->bytes);
}

void p2p_deliver(
	struct process *me, struct transfer *t, int process, const struct cell *c, const void *bytes)
{
	struct peer *p = &me->transport->peers[process];
	uint32_t n = c->bytes;
	int error = MPI_SUCCESS, kind = c->what & CELL_KIND;
	if (n > t->bytes) {
		n = t->bytes;
		error = error_note(me, MPI_ERR_TRUNCATE,
			"the message from rank %d with tag %d has %u bytes, the buffer %u",
			c->what >> CELL_RANK_SHIFT, c->tag, c->bytes, n);
	}
	t->r.status.MPI_SOURCE = c->what >> CELL_RANK_SHIFT;
	t->r.status.MPI_TAG = c->tag;
	t->r.status._bytes = n;
	if (kind == CELL_READY) {
		if (p->capability != SAME_ISLE && transport_meet(p) == PEER_GONE)
			error = p2p_note_gone(me, p);
		else {
			int r = n ? rendezvous_fetch(me, t, p, c->payload.word[0], n) : 0;
			if (r == -EPIPE) {
				transport_gone(p);
				error = p2p_note_gone(me, p);
			} else if (r)
				fatal("isle %d sent a message of %u bytes that do not lie in its memory", p->isle,
					c->bytes);
			else rendezvous_answer(me, process, CELL_FETCHED, c->token);
		}
	} else if (kind != CELL_PLACED) {
		if (t->whole && kind == CELL_SHORT) copy_short(t->whole, bytes, n);
		else if (t->whole) memcpy(t->whole, bytes, n);
		else if (n) type_unpack(t->buffer, t->count, t->type, bytes, 0, n);
		if (c->what & CELL_SYNCHRONOUS) rendezvous_answer(me, process, CELL_MATCHED, c->token);
	}
	transfer_done(me, t, error);
}

/* What nearly every cell is: a short message for a receive that has room. */
static inline int take_short(struct process *me, struct peer *p, struct cell *c)
{
	int what = c->what, rank = what >> CELL_RANK_SHIFT;
	uint32_t n = c->bytes;
	if (unlikely((what & (CELL_KIND | CELL_SYNCHRONOUS)) != CELL_SHORT || n > CELL_PAYLOAD))
		return 0;
	struct transfer *t = match_receive(me->matching, c->context, rank, c->tag);
	p->known = c->token;
	if (unlikely(!t)) keep(me, p, c, c->payload.byte);
	else if (unlikely(n > t->bytes || !t->whole))
		p2p_deliver(me, t, p->process, c, c->payload.byte);
	else {
		copy_short(t->whole, c->payload.byte, n);
		t->r.status.MPI_SOURCE = rank;
		t->r.status.MPI_TAG = c->tag;
		t->r.status.MPI_ERROR = MPI_SUCCESS;
		t->r.status._bytes = n;
		if (likely(!me->guarded && t->r.object.references)) t->r.complete = 1;
		else request_complete(&t->r);
	}
	return 1;
}

int p2p_read_ring(struct process *me, struct peer *p, int most)
{
	struct cell *c;
	int n = 0;
	p->reading++;
	while (n < most && (c = transport_next(p))) {
		const void *bytes = 0;
		if (likely(take_short(me, p, c))) goto taken;
		if ((c->what & CELL_KIND) == CELL_LONG) {
			uint32_t at = c->payload.word[0], start = at & (RING_BYTES - 1);
			if (c->bytes > EAGER_LIMIT || start + c->bytes > RING_BYTES)
				fatal("isle %d wrote a message beyond its ring", p->isle);
			bytes = p->in->bytes + start;
			p->bytes_read = at + ((c->bytes + 63) & -64);
		}
		p2p_arrived(me, p, c, bytes);
taken:
		transport_taken(p);
		n++;
	}
	p->reading--;
	return n;
}
