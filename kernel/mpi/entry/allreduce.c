/* MPI_Allreduce (MPI-3.1, 5.9.6). */
#include "collective.h"

static int allreduce(struct plan *p, const void *in, void *out, int count, MPI_Datatype type,
	MPI_Op handle, MPI_Comm comm)
{
	int error;
	datatype *t;
	operation *op;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_count(c, count, &error) || !(t = check_type(c, type, &error)) ||
		!(op = check_op(c, handle, t, &error)))
		return error;
	if (in_place(in) && !c->remote) in = out;
	else if (!check_reduction(c, in, out, count, &error)) return error;
	if (!check_buffer(c, in, count, t, &error) || !check_buffer(c, out, count, t, &error))
		return error;
	return coll_allreduce(p, c, in, out, count, t, op);
}

COLLECTIVE(Allreduce, Iallreduce, allreduce(p, in, out, count, type, op, comm), comm,
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
