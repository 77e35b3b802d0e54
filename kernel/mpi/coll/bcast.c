/* Broadcast: along a tree whose radix depends on the size. */
#include "fast.h"

void plan_bcast(struct plan *p, void *buffer, int count, datatype *t, int root)
{
	int size = p->party->size, rank = (p->party->rank - root + size) % size, step = 1;
	int radix = type_bytes(t, count) >= BCAST_WIDE ? BCAST_WIDE_RADIX : BCAST_RADIX;
	/* The lowest digit that is not 0, in base radix, tells the parent; below it stand the children. */
	for (; step < size; step *= radix) {
		int digit = rank / step % radix;
		if (!digit) continue;
		plan_receive(p, buffer, count, t, (rank - digit * step + root) % size);
		plan_wait(p);
		break;
	}
	while ((step /= radix) > 0)
		for (int digit = 1; digit < radix && rank + digit * step < size; digit++)
			plan_send(p, buffer, count, t, (rank + digit * step + root) % size);
	plan_wait(p);
}

int coll_bcast(struct plan *p, struct comm *c, void *buffer, int count, datatype *t, int root)
{
	struct coll_state *s = p->now && type_dense(t) && type_bytes(t, count) <= FAST_BYTES
		? fast_of(c)
		: 0;
	if (s) return coll_said(c, fast_bcast(c, buffer, type_bytes(t, count), root));
	plan_open(p, c);
	COMPARE(root, 0, t, count, 0, 0);
	if (!c->remote) plan_bcast(p, buffer, count, t, root);
	else if (root == MPI_ROOT) plan_send(p, buffer, count, t, 0);
	else if (root != MPI_PROC_NULL) {
		if (c->rank == 0) plan_receive(p, buffer, count, t, root);
		plan_wait(p);
		plan_inside(p);
		plan_bcast(p, buffer, count, t, 0);
	}
	return MPI_SUCCESS;
}
