/*
 * Locks in a target's memory, which anyone may take while the target computes. The word counts holders in its low half, EXCLUSIVE standing for the
 * one that excludes all others, and in its high half those who wait. Who waits marks itself in the target's list and sleeps on its own
 * bell; who unlocks and sees waiters rings the bells of those marked. They all try again.
 */
#include "p2p/meet.h"
#include "p2p/progress.h"
#include "rma.h"

enum { EXCLUSIVE = 0x8000, HOLDERS = 0xffff, WAITER = 0x10000 };

struct attempt {
	struct peer *peer;
	uint32_t word;
	int seen, exclusive, error, taken;
};

/* Takes the lock if it can be had now, or says again that it is taken: who waits asks more than once. */
static int take(void *argument)
{
	struct attempt *a = argument;
	while (!a->taken) {
		int held = a->seen & HOLDERS, expected = a->seen;
		if (held & EXCLUSIVE || (a->exclusive && held)) {
			/* It may have changed since it was seen: a swap that changes nothing looks. */
			if ((a->error = transport_compare_swap(a->peer, a->word, 0, 0, &a->seen))) return 1;
			if (a->seen == expected) return 0;
			continue;
		}
		if ((a->error = transport_compare_swap(
				 a->peer, a->word, expected, expected + (a->exclusive ? EXCLUSIVE : 1), &a->seen)))
			return 1;
		a->taken = a->seen == expected;
	}
	return 1;
}

static int list_of_waiting(struct peer *p, const struct target *t, uint32_t *list)
{
	return transport_get(p, t->header + offsetof(struct win_header, waiting), list, sizeof *list);
}

/* Error, or taken. */
static int wait_for(struct win *w, int rank, struct attempt *a)
{
	struct process *me = self();
	uint32_t list;
	int old, one = 1, none = 0;
	if (list_of_waiting(a->peer, &w->state->targets[rank], &list)) return MPI_ERR_OTHER;
	uint32_t mark = list + w->comm->rank * sizeof(int);
	transport_put(a->peer, mark, &one, sizeof one);
	transport_fetch_add(a->peer, a->word, WAITER, &old);
	p2p_progress_until(me, take, a);
	transport_put(a->peer, mark, &none, sizeof none);
	transport_fetch_add(a->peer, a->word, -WAITER, &old);
	return a->error ? MPI_ERR_OTHER : MPI_SUCCESS;
}

int rma_lock(struct win *w, int rank, int word, enum hold hold)
{
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	if (!p) return MPI_ERR_OTHER;
	struct attempt a = { p, w->state->targets[rank].header + word, 0, hold == HOLD_EXCLUSIVE, 0,
		0 };
	if (likely(take(&a))) return a.error ? MPI_ERR_OTHER : MPI_SUCCESS;
	return wait_for(w, rank, &a);
}

static int wake(struct win *w, int rank, struct peer *p)
{
	enum { PIECE = 64 };
	int marks[PIECE];
	uint32_t list;
	if (list_of_waiting(p, &w->state->targets[rank], &list)) return MPI_ERR_OTHER;
	for (int i = 0; i < w->comm->size; i += PIECE) {
		int n = w->comm->size - i < PIECE ? w->comm->size - i : PIECE;
		if (transport_get(p, list + i * sizeof(int), marks, n * sizeof(int))) return MPI_ERR_OTHER;
		for (int j = 0; j < n; j++) {
			struct peer *sleeper = marks[j] ? p2p_peer(self(), comm_process(w->comm, i + j)) : 0;
			if (sleeper) transport_ring(sleeper);
		}
	}
	return MPI_SUCCESS;
}

int rma_unlock(struct win *w, int rank, int word, enum hold hold)
{
	int old;
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	if (!p ||
		transport_fetch_add(p, w->state->targets[rank].header + word,
			hold == HOLD_EXCLUSIVE ? -EXCLUSIVE : -1, &old))
		return MPI_ERR_OTHER;
	return old & ~HOLDERS ? wake(w, rank, p) : MPI_SUCCESS;
}
