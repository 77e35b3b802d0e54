/* MPI_Reduce_scatter(_block) (MPI-3.1, 5.10). */
#include "collective.h"

/* counts NULL: `count` for each. */
static int reduce_scatter(struct plan *p, const void *in, void *out, const int *counts, int count,
	MPI_Datatype type, MPI_Op handle, MPI_Comm comm)
{
	int error, total = 0;
	datatype *t;
	operation *op;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(t = check_type(c, type, &error)) || !(op = check_op(c, handle, t, &error)))
		return error;
	for (int i = 0; i < c->size; i++) {
		int n = counts ? counts[i] : count;
		if (!check_count(c, n, &error)) return error;
		if (__builtin_add_overflow(total, n, &total))
			return fail(c, MPI_ERR_COUNT, "the counts are more than an int can hold in all");
	}
	int mine = counts ? counts[c->rank] : count;
	if (in_place(in) && !c->remote) in = out;
	else if (!check_reduction(c, in, out, mine, &error)) return error;
	if (!check_buffer(c, in, total, t, &error) || !check_buffer(c, out, mine, t, &error))
		return error;
	return coll_reduce_scatter(p, c, in, out, counts, count, total, t, op);
}

COLLECTIVE(Reduce_scatter, Ireduce_scatter, reduce_scatter(p, in, out, counts, 0, type, op, comm),
	comm, const void *in, void *out, const int counts[], MPI_Datatype type, MPI_Op op,
	MPI_Comm comm)
COLLECTIVE(Reduce_scatter_block, Ireduce_scatter_block,
	reduce_scatter(p, in, out, 0, count, type, op, comm), comm, const void *in, void *out,
	int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
