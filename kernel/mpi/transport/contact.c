/* Making contact: rings and addresses of other processes, and telling them that one leaves. */
#include <stdlib.h>
#include <string.h>
#include "p2p/engine.h"

static int add_ring(struct process *me, struct peer *p)
{
	struct ring *ring = aligned_alloc(64, sizeof *ring);
	if (!ring) return -1;
	memset(ring->cell, 0, sizeof ring->cell);
	p->in = ring;
	me->transport->heard[me->transport->heard_count++] = p;
	store(&p->mine->ring, (int)ring);
	return 0;
}

int transport_begin(struct process *me, struct station *station)
{
	struct transport *t = me->transport = calloc(1, sizeof *t);
	if (!t) return -1;
	t->station = station;
	t->pairs = aligned_alloc(64, me->processes * sizeof *t->pairs);
	t->peers = calloc(me->processes, sizeof *t->peers);
	t->heard = calloc(me->processes, sizeof *t->heard);
	if (!t->pairs || !t->peers || !t->heard) return -1;
	memset(t->pairs, 0, me->processes * sizeof *t->pairs);
	for (int i = 0; i < me->processes; i++) {
		struct peer *p = &t->peers[i];
		p->process = i;
		p->isle = i / hermit_ranks();
		p->mine = &t->pairs[i];
		if (p->isle == hermit_isle()) p->capability = SAME_ISLE;
		if (i != me->number && me->processes <= RINGS_AT_INIT && add_ring(me, p)) return -1;
	}
	t->answer_free = -1;
	t->isles_ended = hermit_isles_ended();
	store(&station->pairs, (int)t->pairs);
	return 0;
}

/* Addresses that another isle gave are good if the region has them, which every access checks; they must be aligned. */
static int astray(uint32_t address) { return !address || address & 63; }

static int met(struct process *me, struct peer *p, const struct station *s, uint32_t station)
{
	if (s->ended) {
		process_gone(me, p);
		return p->state;
	}
	if (astray(s->pairs)) fatal("isle %d has a damaged address for rank %d: %#x", p->isle, p->process, (unsigned)s->pairs);
	p->bell = station + offsetof(struct station, bell);
	p->pair = s->pairs + me->number * sizeof(struct pair);
	return p->state = PEER_MET;
}

int transport_meet(struct process *me, struct peer *p)
{
	struct station there;
	uint32_t book, ranks = hermit_ranks(), at = p->process % ranks * sizeof there;
	if (p->state != PEER_UNKNOWN) return p->state;
	if (p->isle == hermit_isle()) {
		p->capability = SAME_ISLE;
		book = *word(MPI_BOOK);
		return met(me, p, (struct station *)(book + at), book + at);
	}
	int error = p->capability = hermit_bind(p->isle, MPI_REGION);
	if (error == -EAGAIN) return p->state;
	if (error >= 0) error = hv_get(p->capability, MPI_BOOK, &book, sizeof book);
	if (error >= 0 && astray(book)) fatal("isle %d has a damaged address of its MPI: %#x", p->isle, (unsigned)book);
	if (error >= 0) error = hv_get(p->capability, book + at, &there, sizeof there);
	if (error >= 0) return met(me, p, &there, book + at);
	process_gone(me, p);
	return p->state;
}

int transport_open(struct process *me, struct peer *p)
{
	int ring;
	if (transport_meet(me, p) != PEER_MET) return p->state;
	if (transport_get(p, p->pair + offsetof(struct pair, ring), &ring, sizeof ring)) process_gone(me, p);
	else if (ring) {
		if (astray(ring)) fatal("isle %d has a damaged ring for rank %d: %#x", p->isle, me->number, (unsigned)ring);
		p->ring = ring;
		p->limit = RING_CELLS;
		p->state = PEER_OPEN;
	} else if (!p->asked) {
		int one = 1;
		uint32_t station = p->bell - offsetof(struct station, bell);
		p->asked = 1;
		transport_put(p, p->pair + offsetof(struct pair, wants), &one, sizeof one);
		transport_add(p, station + offsetof(struct station, wanted), 1);
		transport_ring(p);
	}
	return p->state;
}

void transport_answer(struct process *me)
{
	struct transport *t = me->transport;
	t->wanted = load(&t->station->wanted);
	for (int i = 0; i < me->processes; i++) {
		struct peer *p = &t->peers[i];
		if (!load_sync(&p->mine->wants) || p->in) continue;
		if (add_ring(me, p)) fatal("no memory for messages from rank %d: give the isle more --mem", i);
		if (transport_meet(me, p) >= PEER_MET && p->state != PEER_GONE) transport_ring(p);
	}
}

void transport_report(struct process *me, struct peer *p)
{
	if (transport_meet(me, p) != PEER_MET && p->state != PEER_OPEN) return;
	int far[2] = { p->read, p->bytes_read };
	p->reported = p->read;
	p->bytes_reported = p->bytes_read;
	/* It may have ended after MPI_Finalize, and then needs no report. */
	transport_write(p, p->pair + offsetof(struct pair, cells_read), far, sizeof far);
}

void transport_leave(struct process *me)
{
	struct transport *t = me->transport;
	store(&t->station->ended, 1);
	for (int i = 0; i < me->processes; i++) {
		struct peer *p = &t->peers[i];
		int one = 1;
		if (i == me->number || transport_meet(me, p) == PEER_UNKNOWN || p->state == PEER_GONE) continue;
		transport_put(p, p->pair + offsetof(struct pair, left), &one, sizeof one);
		transport_add(p, p->bell - offsetof(struct station, bell) + offsetof(struct station, left), 1);
		transport_ring(p);
	}
}
