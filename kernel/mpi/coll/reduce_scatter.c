/* Reduction of which each process gets its share. */
#include "coll.h"

/* Every process gets all vectors' parts that are its share, and reduces them in the order of the ranks. */
static void pairwise(struct plan *p, const void *in, void *out, const int *counts,
	const int *starts, datatype *t, operation *op)
{
	int size = p->party->size, rank = p->party->rank, count = counts[rank];
	const void *mine = at(in, starts[rank], t);
	void *received[PAIRWISE_PROCESSES];
	for (int i = 0; i < size; i++) received[i] = i == rank ? 0 : plan_buffer(p, count, t);
	for (int distance = 1; distance < size; distance++) {
		int source = (rank - distance + size) % size, dest = (rank + distance) % size;
		plan_receive(p, received[source], count, t, source);
		plan_send(p, at(in, starts[dest], t), counts[dest], t, dest);
	}
	plan_wait(p);
	/* From the highest rank down, the result is where the right operand was; the last goes to `out`, which may lie in `in`. */
	void *value = size - 1 == rank ? 0 : received[size - 1];
	for (int i = size - 2; i >= 0; i--) {
		if (!value) {
			value = plan_buffer(p, count, t);
			plan_copy(p, value, count, t, mine, count, t);
		}
		plan_apply(p, op, i == rank ? mine : received[i], value, count, t);
	}
	plan_copy(p, out, count, t, value ? value : mine, count, t);
}

/* A reduction to rank 0, which scatters. */
static void by_tree(struct plan *p, const void *in, void *out, const int *counts, const int *starts,
	int total, datatype *t, operation *op)
{
	int rank = p->party->rank;
	void *all = rank == 0 ? plan_buffer(p, total, t) : 0;
	plan_reduce(p, in, all, total, t, op, 0);
	struct blocks shares = {
		.varied = 1, .buffer = all, .type = t, .counts = counts, .offsets = starts
	};
	plan_scatter(p, &shares, out, counts[rank], t, 0);
}

/* Between groups: what is reduced in the one is scattered over the other. `counts` are those of this group. */
static void between_groups(struct plan *p, const void *in, void *out, const int *counts,
	const int *starts, int total, datatype *t, operation *op)
{
	int first = p->comm->rank == 0;
	void *given = first ? plan_buffer(p, total, t) : 0,
		 *taken = first ? plan_buffer(p, total, t) : 0;
	plan_inside(p);
	plan_reduce(p, in, given, total, t, op, 0);
	plan_across(p);
	if (first) {
		plan_send(p, given, total, t, 0);
		plan_receive(p, taken, total, t, 0);
		plan_wait(p);
	}
	struct blocks shares = {
		.varied = 1, .buffer = taken, .type = t, .counts = counts, .offsets = starts
	};
	plan_inside(p);
	plan_scatter(p, &shares, out, counts[p->comm->rank], t, 0);
}

int coll_reduce_scatter(struct plan *p, struct comm *c, const void *in, void *out,
	const int *counts, int count, int total, datatype *t, operation *op)
{
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, op, t, total, 0, 0);
	int *sizes = plan_memory(p, 2 * c->size * sizeof(int)), *starts = sizes + c->size;
	if (!sizes) return MPI_SUCCESS;
	for (int i = 0, start = 0; i < c->size; start += sizes[i++]) {
		sizes[i] = counts ? counts[i] : count;
		starts[i] = start;
	}
	if (c->remote) between_groups(p, in, out, sizes, starts, total, t, op);
	else if (direct_fits(p, total, t)) plan_direct_scatter(p, in, out, sizes, t, op);
	else if (c->size <= PAIRWISE_PROCESSES) pairwise(p, in, out, sizes, starts, t, op);
	else by_tree(p, in, out, sizes, starts, total, t, op);
	return MPI_SUCCESS;
}
