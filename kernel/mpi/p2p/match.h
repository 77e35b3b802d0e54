/*
 * Meeting of messages and receives (MPI-3.1, 3.5): both in order for each context and source. Receives from any source stand in a list of
 * their own; the number that each receive got when it was posted tells which of two that fit was first.
 */
#ifndef MPI_MATCH_H
#define MPI_MATCH_H

#include "transfer.h"

#define BUCKETS 32u
static inline unsigned bucket_of(int context, int rank)
{
	return (context * 5u + rank) & (BUCKETS - 1);
}

struct matching {
	int posted_count, unexpected_count;
	unsigned order;
	struct queue {
		struct transfer *first, *last;
	} posted[BUCKETS], any_source;
	struct heap {
		struct message *first, *last;
	} unexpected[BUCKETS];
	struct message *first, *last;
	struct {
		struct transfer *transfer;
		int generation;
	} *answers;   /* sends that wait for an answer, by the token's low half: rendezvous.c */
	int answer_room, answer_free;
	int generation;   /* of the last token */
};

static inline int tag_fits(int wanted, int tag)
{
	return wanted == tag || (wanted == MPI_ANY_TAG && tag >= 0);
}

static inline struct queue *queue_of(struct matching *m, const struct transfer *t)
{
	return t->rank == MPI_ANY_SOURCE ? &m->any_source : &m->posted[bucket_of(t->context, t->rank)];
}

static inline void match_post(struct matching *m, struct transfer *t)
{
	struct queue *q = queue_of(m, t);
	t->order = m->order++;
	t->next = 0;
	t->previous = q->last;
	if (q->last) q->last->next = t;
	else q->first = t;
	q->last = t;
	t->posted = 1;
	m->posted_count++;
}

static inline void match_remove(struct matching *m, struct transfer *t)
{
	struct queue *q = queue_of(m, t);
	if (t->next) t->next->previous = t->previous;
	else q->last = t->previous;
	if (t->previous) t->previous->next = t->next;
	else q->first = t->next;
	t->posted = 0;
	m->posted_count--;
}

/* The receive that takes a message with this envelope, no longer posted; or NULL. */
static inline struct transfer *match_receive(struct matching *m, int context, int rank, int tag)
{
	struct transfer *t, *any;
	if (!m->posted_count) return 0;
	for (t = m->posted[bucket_of(context, rank)].first; t; t = t->next)
		if (t->context == context && t->rank == rank && tag_fits(t->tag, tag)) break;
	for (any = m->any_source.first; any; any = any->next)
		if (any->context == context && tag_fits(any->tag, tag)) break;
	if (any && (!t || (int)(any->order - t->order) < 0)) t = any;
	if (t) match_remove(m, t);
	return t;
}

/* The first message for a receive, or NULL. It stays. */
static inline struct message *match_find(struct matching *m, int context, int rank, int tag)
{
	struct message *u;
	if (!m->unexpected_count) return 0;
	if (rank == MPI_ANY_SOURCE) {
		for (u = m->first; u; u = u->later)
			if (u->cell.context == context && tag_fits(tag, u->cell.tag)) return u;
		return 0;
	}
	for (u = m->unexpected[bucket_of(context, rank)].first; u; u = u->next)
		if (u->cell.context == context && u->cell.what >> CELL_RANK_SHIFT == rank &&
			tag_fits(tag, u->cell.tag))
			return u;
	return 0;
}

static inline void match_keep(struct matching *m, struct message *u)
{
	struct heap *h = &m->unexpected[bucket_of(u->cell.context, u->cell.what >> CELL_RANK_SHIFT)];
	u->next = u->later = 0;
	u->previous = h->last;
	u->earlier = m->last;
	if (h->last) h->last->next = u;
	else h->first = u;
	if (m->last) m->last->later = u;
	else m->first = u;
	h->last = m->last = u;
	m->unexpected_count++;
}

static inline void match_take(struct matching *m, struct message *u)
{
	struct heap *h = &m->unexpected[bucket_of(u->cell.context, u->cell.what >> CELL_RANK_SHIFT)];
	if (u->next) u->next->previous = u->previous;
	else h->last = u->previous;
	if (u->previous) u->previous->next = u->next;
	else h->first = u->next;
	if (u->later) u->later->earlier = u->earlier;
	else m->last = u->earlier;
	if (u->earlier) u->earlier->later = u->later;
	else m->first = u->later;
	m->unexpected_count--;
}

/* Begins a receive that is set; an error class, if it fails at once. It may be complete afterwards. */
static inline int p2p_receive_begin(struct process *me, struct transfer *t)
{
	struct message *u = match_find(me->matching, t->context, t->rank, t->tag);
	if (unlikely(u != 0)) {
		match_take(me->matching, u);
		p2p_deliver(me, t, u->process, &u->cell, u->bytes);
		message_free(me, u);
		return MPI_SUCCESS;
	}
	int error = unlikely(me->transport->gone) ? p2p_never_comes(me, t->r.comm, t->process) : 0;
	if (!error) match_post(me->matching, t);
	return error;
}

#endif
