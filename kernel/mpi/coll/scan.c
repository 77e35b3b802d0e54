/*
 * Prefixes: Hillis and Steele: Data parallel algorithms, 1986. In each step a process has the reduction of a run of ranks that ends
 * with its own, and passes it to the process so many ranks further as the run is long.
 */
#include "coll.h"

/* Only for processes that have ranks below them: the reduction of all those into `before`, in the order of the ranks, and of all up to this one. */
static void prefixes(
	struct plan *p, const void *in, void *before, void *upto, int count, datatype *t, operation *op)
{
	int size = p->party->size, rank = p->party->rank, begun = 0;
	void *received = plan_buffer(p, count, t);
	plan_copy(p, upto, count, t, in, count, t);
	for (int distance = 1; distance < size; distance <<= 1) {
		plan_send(p, upto, count, t, rank + distance < size ? rank + distance : MPI_PROC_NULL);
		plan_receive(p, received, count, t, rank >= distance ? rank - distance : MPI_PROC_NULL);
		plan_wait(p);
		if (rank < distance) continue;
		plan_apply(p, op, received, upto, count, t);
		if (!before) continue;
		/* What comes later is of lower ranks. */
		if (begun) plan_apply(p, op, received, before, count, t);
		else plan_copy(p, before, count, t, received, count, t);
		begun = 1;
	}
}

int coll_scan(struct plan *p, struct comm *c, const void *in, void *out, int count, datatype *t,
	operation *op, int exclusive)
{
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, op, t, count, 0, 0);
	if (!count) return MPI_SUCCESS;
	if (exclusive) prefixes(p, in, c->rank ? out : 0, plan_buffer(p, count, t), count, t, op);
	else prefixes(p, in, 0, out, count, t, op);
	return MPI_SUCCESS;
}
