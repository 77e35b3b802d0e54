/* Barriers: dissemination (Hensgen, Finkel, Manber: Two algorithms for barrier synchronization, 1988). */
#include "fast.h"

void plan_barrier(struct plan *p)
{
	int rank = p->party->rank, size = p->party->size;
	for (int distance = 1; distance < size; distance <<= 1) {
		plan_send(p, 0, 0, MPI_BYTE, (rank + distance) % size);
		plan_receive(p, 0, 0, MPI_BYTE, (rank - distance + size) % size);
		plan_wait(p);
	}
}

/* The local groups gather, their first processes tell each other, and then their groups. */
static void between_groups(struct plan *p)
{
	plan_inside(p);
	plan_barrier(p);
	plan_across(p);
	if (p->comm->rank == 0) {
		plan_send(p, 0, 0, MPI_BYTE, 0);
		plan_receive(p, 0, 0, MPI_BYTE, 0);
		plan_wait(p);
	}
	plan_inside(p);
	plan_bcast(p, 0, 0, MPI_BYTE, 0);
}

int coll_barrier(struct plan *p, struct comm *c)
{
	struct coll_state *s = p->now ? fast_of(c) : 0;
	if (s) return coll_said(c, fast_barrier(c, s));
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, 0, -1, 0, 0);
	if (c->remote) between_groups(p);
	else plan_barrier(p);
	return MPI_SUCCESS;
}

int coll_synchronize(struct comm *c)
{
	struct coll_state *s = fast_of(c);
	if (s) return fast_barrier(c, s);
	struct plan p;
	plan_open(&p, c);
	plan_barrier(&p);
	return plan_finish(&p);
}
