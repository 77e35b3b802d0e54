/* Reduction to all: recursive doubling, in the order of the ranks. */
#include "fast.h"

/* The largest power of two of processes exchange; of the others each gives its vector to the next rank first, and gets the result at last. */
void plan_allreduce(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op)
{
	int size = p->party->size, rank = p->party->rank, power = 1;
	if (direct_fits(p, count, t)) {
		plan_direct(p, in, out, count, t, op, DIRECT_ALL);
		return;
	}
	while (2 * power <= size) power *= 2;
	int extra = size - power, paired = rank < 2 * extra;
	if (paired && rank % 2 == 0) {
		plan_send(p, in, count, t, rank + 1);
		plan_wait(p);
		plan_receive(p, out, count, t, rank + 1);
		plan_wait(p);
		return;
	}
	struct combination c;
	combine_begin(&c, p, in, out, count, t, op);
	if (paired) {
		void *received = combine_room(&c);
		plan_receive(p, received, count, t, rank - 1);
		plan_wait(p);
		combine(&c, received, 0);
	}
	int position = paired ? rank / 2 : rank - extra;
	for (int step = 1; step < power; step <<= 1) {
		int other = position ^ step, peer = other < extra ? 2 * other + 1 : other + extra;
		void *received = combine_room(&c);
		plan_send(p, c.value, count, t, peer);
		plan_receive(p, received, count, t, peer);
		plan_wait(p);
		combine(&c, received, rank < peer);
	}
	combine_end(&c, out);
	if (paired) plan_send(p, out, count, t, rank - 1);
	plan_wait(p);
}

/* Between groups: each is reduced to its first process; the two exchange what they have, and tell their groups. */
static void between_groups(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op)
{
	void *total = p->comm->rank == 0 ? plan_buffer(p, count, t) : 0;
	plan_inside(p);
	plan_reduce(p, in, total, count, t, op, 0);
	plan_across(p);
	if (p->comm->rank == 0) {
		plan_send(p, total, count, t, 0);
		plan_receive(p, out, count, t, 0);
		plan_wait(p);
	}
	plan_inside(p);
	plan_bcast(p, out, count, t, 0);
}

int coll_allreduce(struct plan *p, struct comm *c, const void *in, void *out, int count,
	datatype *t, operation *op)
{
	struct coll_state *s = p->now && type_dense(t) && type_bytes(t, count) <= FAST_BYTES
		? fast_of(c)
		: 0;
	if (s) return coll_said(c, fast_allreduce(c, s, in, out, count, t, op));
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, op, t, count, 0, 0);
	if (c->remote) between_groups(p, in, out, count, t, op);
	else plan_allreduce(p, in, out, count, t, op);
	return MPI_SUCCESS;
}
