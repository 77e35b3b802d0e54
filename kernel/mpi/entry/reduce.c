/* MPI_Reduce (MPI-3.1, 5.9.1). */
#include "collective.h"

static int reduce(struct plan *p, const void *in, void *out, int count, MPI_Datatype type,
	MPI_Op handle, int root, MPI_Comm comm)
{
	int error;
	datatype *t;
	operation *op;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_count(c, count, &error) || !(t = check_type(c, type, &error)) ||
		!check_root(c, root, &error))
		return error;
	if (!(op = check_op(c, handle, t, &error))) return error;
	int gets = root == (c->remote ? MPI_ROOT : c->rank), gives = c->remote ? root >= 0 : 1;
	if (gets && !c->remote && in_place(in)) in = out;
	else if (!check_reduction(c, gives ? in : 0, gets ? out : 0, count, &error)) return error;
	if ((gives && !check_buffer(c, in, count, t, &error)) ||
		(gets && !check_buffer(c, out, count, t, &error)))
		return error;
	return coll_reduce(p, c, in, out, count, t, op, root, gives, gets);
}

COLLECTIVE(Reduce, Ireduce, reduce(p, in, out, count, type, op, root, comm), comm, const void *in,
	void *out, int count, MPI_Datatype type, MPI_Op op, int root, MPI_Comm comm)
