/* Making contact: rings and addresses of other processes, and telling them that one leaves. */
#include <stdlib.h>
#include <string.h>
#include "env/errors.h"
#include "transport.h"

static int add_ring(struct peer *p)
{
	struct transport *t = p->transport;
	struct ring *ring = aligned_alloc(64, sizeof *ring);
	if (!ring) return -1;
	memset(ring, 0, offsetof(struct ring, bytes));
	p->in = ring;
	t->heard[t->heard_count++] = p;
	store(&p->mine->ring, (int)ring);
	return 0;
}

struct transport *transport_new(
	int self, int processes, struct endpoint *endpoint, const struct transport_events *events)
{
	struct transport *t = calloc(1, sizeof *t);
	if (!t) return 0;
	t->events = events;
	t->self = self;
	t->processes = processes;
	t->endpoint = endpoint;
	t->pairs = aligned_alloc(64, processes * sizeof *t->pairs);
	t->peers = calloc(processes, sizeof *t->peers);
	t->heard = calloc(processes, sizeof *t->heard);
	if (!t->pairs || !t->peers || !t->heard) return 0;
	memset(t->pairs, 0, processes * sizeof *t->pairs);
	for (int i = 0; i < processes; i++) {
		struct peer *p = &t->peers[i];
		p->transport = t;
		p->process = i;
		p->isle = i / hermit_ranks();
		p->mine = &t->pairs[i];
		if (p->isle == hermit_isle()) p->capability = SAME_ISLE;
		if (i != self && processes <= RINGS_AT_INIT && add_ring(p)) return 0;
	}
	t->isles_ended = hermit_isles_ended();
	store(&endpoint->pairs, (int)t->pairs);
	return t;
}

/* Addresses that another isle gave are good if the region has them, which every access checks; they must be aligned. */
static int astray(uint32_t address) { return !address || address & 63; }

static int met(struct peer *p, const struct endpoint *there, uint32_t address)
{
	if (there->ended) {
		transport_gone(p);
		return p->state;
	}
	if (astray(there->pairs))
		fatal("isle %d has a damaged address for rank %d: %#x", p->isle, p->process,
			(unsigned)there->pairs);
	p->bell = address + offsetof(struct endpoint, bell);
	p->pair = there->pairs + p->transport->self * sizeof(struct pair);
	return p->state = PEER_MET;
}

int transport_meet(struct peer *p)
{
	struct endpoint there;
	uint32_t book, ranks = hermit_ranks(), at = p->process % ranks * sizeof there;
	if (p->state != PEER_UNKNOWN) return p->state;
	if (p->isle == hermit_isle()) {
		p->capability = SAME_ISLE;
		book = *word(MPI_BOOK);
		return met(p, (struct endpoint *)(book + at), book + at);
	}
	int error = p->capability = hermit_bind(p->isle, MPI_REGION);
	if (error == -EAGAIN) return p->state;
	if (error >= 0) error = hv_get(p->capability, MPI_BOOK, &book, sizeof book);
	if (error >= 0 && astray(book))
		fatal("isle %d has a damaged address of its MPI: %#x", p->isle, (unsigned)book);
	if (error >= 0) error = hv_get(p->capability, book + at, &there, sizeof there);
	if (error >= 0) return met(p, &there, book + at);
	transport_gone(p);
	return p->state;
}

/* Counts up a word of the peer's endpoint. */
static void count_up(struct peer *p, size_t word)
{
	int old;
	transport_fetch_add(p, p->bell - offsetof(struct endpoint, bell) + word, 1, &old);
}

int transport_open(struct peer *p)
{
	int ring;
	if (transport_meet(p) != PEER_MET) return p->state;
	if (transport_get(p, p->pair + offsetof(struct pair, ring), &ring, sizeof ring))
		transport_gone(p);
	else if (ring) {
		if (astray(ring))
			fatal("isle %d has a damaged ring for rank %d: %#x", p->isle, p->transport->self,
				(unsigned)ring);
		p->ring = ring;
		p->limit = RING_CELLS;
		p->state = PEER_OPEN;
	} else if (!p->asked) {
		int one = 1;
		p->asked = 1;
		transport_put(p, p->pair + offsetof(struct pair, wants), &one, sizeof one);
		count_up(p, offsetof(struct endpoint, wanted));
		transport_ring(p);
	}
	return p->state;
}

void transport_make_rings(struct transport *t)
{
	t->wanted = load(&t->endpoint->wanted);
	for (int i = 0; i < t->processes; i++) {
		struct peer *p = &t->peers[i];
		if (!load_sync(&p->mine->wants) || p->in) continue;
		if (add_ring(p)) fatal("no memory for messages from rank %d: give the isle more --mem", i);
		if (transport_meet(p) >= PEER_MET && p->state != PEER_GONE) transport_ring(p);
	}
}

void transport_report(struct peer *p)
{
	if (transport_meet(p) != PEER_MET && p->state != PEER_OPEN) return;
	int far[2] = { p->read, p->bytes_read };
	p->reported = p->read;
	p->bytes_reported = p->bytes_read;
	/* It may have ended after MPI_Finalize, and then needs no report. */
	transport_write(p, p->pair + offsetof(struct pair, cells_read), far, sizeof far);
}

void transport_gone(struct peer *p)
{
	if (p->state == PEER_GONE) return;
	p->state = PEER_GONE;
	p->transport->gone++;
	p->transport->events->gone(p);
}

void transport_find_gone(struct transport *t)
{
	t->isles_ended = hermit_isles_ended();
	t->left = load(&t->endpoint->left);
	for (int i = 0; i < t->processes; i++) {
		struct peer *p = &t->peers[i];
		if (i == t->self) continue;
		if (load_sync(&p->mine->left) ||
			(p->isle != hermit_isle() && hermit_isle_state(p->isle) == HERMIT_ISLE_ENDED))
			transport_gone(p);
	}
}

void transport_leave(struct transport *t)
{
	store(&t->endpoint->ended, 1);
	for (int i = 0; i < t->processes; i++) {
		struct peer *p = &t->peers[i];
		int one = 1;
		if (i == t->self || transport_meet(p) == PEER_UNKNOWN || p->state == PEER_GONE) continue;
		transport_put(p, p->pair + offsetof(struct pair, left), &one, sizeof one);
		count_up(p, offsetof(struct endpoint, left));
		transport_ring(p);
	}
}
