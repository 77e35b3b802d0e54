/*
 * Rendezvous: a message that its sender keeps until the receiver has met it. A CELL_READY announces it; the receiver fetches the bytes and answers. A synchronous
 * send waits for an answer as well, though its bytes come with the cell.
 */
#include <stdlib.h>
#include "match.h"

/* ---- Sends that wait for an answer ---- */

int rendezvous_begin(struct process *me, struct transfer *s)
{
	struct matching *m = me->matching;
	enum { AT_ONCE = 64, MOST = 1 << 16 };
	if (m->answer_free < 0) {
		int room = m->answer_room ? 2 * m->answer_room : AT_ONCE;
		void *more = room <= MOST ? realloc(m->answers, room * sizeof *m->answers) : 0;
		if (!more) return -1;
		m->answers = more;
		for (int i = room - 1; i >= m->answer_room; i--) {
			m->answers[i].transfer = 0;
			m->answers[i].generation = m->answer_free;
			m->answer_free = i;
		}
		m->answer_room = room;
	}
	int i = m->answer_free;
	m->answer_free = m->answers[i].generation;
	m->answers[i].transfer = s;
	m->answers[i].generation = m->generation = (m->generation + 1) & 0x7fff;
	return m->generation << 16 | i;
}

struct transfer *rendezvous_end(struct process *me, int token, int process)
{
	struct matching *m = me->matching;
	int i = token & 0xffff;
	if (token < 0 || i >= m->answer_room) return 0;
	struct transfer *s = m->answers[i].transfer;
	if (!s || m->answers[i].generation != token >> 16 || s->process != process) return 0;
	m->answers[i].transfer = 0;
	m->answers[i].generation = m->answer_free;
	m->answer_free = i;
	s->token = -1;
	return s;
}

void rendezvous_gone(struct process *me, struct peer *p)
{
	struct matching *m = me->matching;
	for (int i = 0; i < m->answer_room; i++) {
		struct transfer *s = m->answers[i].transfer;
		if (!s || s->process != p->process) continue;
		rendezvous_end(me, s->token, p->process);
		transfer_done(me, s, p2p_note_gone(me, p));
	}
}

/* ---- Answers ---- */

void rendezvous_answer(struct process *me, int process, enum cell_kind kind, int token)
{
	struct peer *p = &me->transport->peers[process];
	struct cell c = { .what = kind, .token = token };
	if (process == me->number) {
		p2p_arrived(me, p, &c, 0);
		return;
	}
	if (transport_send(p, &c, 0)) return;
	struct outgoing *o = block_new(me);
	if (!o) fatal("no memory to answer a message: give the isle more --mem");
	o->owner = 0;
	o->bytes = 0;
	o->cell = c;
	if (transport_post(p, o)) block_free(me, o);
}

void rendezvous_answered(struct process *me, struct peer *p, const struct cell *c)
{
	struct transfer *s = rendezvous_end(me, c->token, p->process);
	if (!s) fatal("rank %d answered a message that was not sent to it", p->process);
	s->r.status._cancelled = (c->what & CELL_KIND) == CELL_CANCELLED;
	transfer_done(me, s, MPI_SUCCESS);
}

/* ---- Fetching ---- */

int rendezvous_fetch(
	struct process *me, struct transfer *t, struct peer *p, uint32_t from, uint32_t length)
{
	enum { PIECE = 65536 };
	if (t->whole) return transport_get(p, from, t->whole, length);
	if (p->capability == SAME_ISLE) {
		type_unpack(t->buffer, t->count, t->type, (void *)from, 0, length);
		return 0;
	}
	char *piece = malloc(length < PIECE ? length : PIECE);
	if (!piece)
		fatal("no memory to receive a message of %u bytes: give the isle more --mem", length);
	int error = 0;
	for (uint32_t at = 0; at < length && !error; at += PIECE) {
		uint32_t n = length - at < PIECE ? length - at : PIECE;
		error = transport_get(p, from + at, piece, n);
		if (!error) type_unpack(t->buffer, t->count, t->type, piece, at, n);
	}
	free(piece);
	return error;
}
