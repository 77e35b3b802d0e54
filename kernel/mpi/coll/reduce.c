/* Reduction to a root: along a binomial tree, in the order of the ranks. */
#include "fast.h"

void plan_reduce(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op, int root)
{
	int size = p->party->size, rank = p->party->rank;
	if (direct_fits(p, count, t)) {
		plan_direct(p, in, out, count, t, op, root);
		return;
	}
	/* In the order of the ranks the tree's top is rank 0, which passes the result on; else the root can be the top. */
	int top = op->commutes ? root : 0, relative = (rank - top + size) % size;
	struct combination c;
	combine_begin(&c, p, in, rank == root ? out : 0, count, t, op);
	for (int step = 1; step < size; step <<= 1) {
		if (relative & step) {
			plan_send(p, c.value, count, t, (relative - step + top) % size);
			break;
		}
		if (relative + step >= size) continue;
		void *received = combine_room(&c);
		plan_receive(p, received, count, t, (relative + step + top) % size);
		plan_wait(p);
		combine(&c, received, 1);
	}
	if (top != root && rank == top) plan_send(p, c.value, count, t, root);
	plan_wait(p);
	if (top != root && rank == root) plan_receive(p, out, count, t, top);
	else if (rank == root) combine_end(&c, out);
	plan_wait(p);
}

int coll_reduce(struct plan *p, struct comm *c, const void *in, void *out, int count, datatype *t,
	operation *op, int root, int gives, int gets)
{
	struct coll_state *s = p->now && type_dense(t) && type_bytes(t, count) <= FAST_BYTES
		? fast_of(c)
		: 0;
	if (s) return coll_said(c, fast_reduce(c, s, in, out, count, t, op, root));
	plan_open(p, c);
	COMPARE(root, op, t, count, 0, 0);
	if (!c->remote) plan_reduce(p, in, out, count, t, op, root);
	else if (gets) plan_receive(p, out, count, t, 0);
	else if (gives) {
		void *total = c->rank == 0 ? plan_buffer(p, count, t) : 0;
		plan_inside(p);
		plan_reduce(p, in, total, count, t, op, 0);
		plan_across(p);
		plan_wait(p);
		if (c->rank == 0) plan_send(p, total, count, t, root);
	}
	return MPI_SUCCESS;
}
