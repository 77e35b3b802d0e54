/* MPI_Scan, MPI_Exscan (MPI-3.1, 5.11). */
#include "collective.h"

static int scan(struct plan *p, const void *in, void *out, int count, MPI_Datatype type,
	MPI_Op handle, MPI_Comm comm, int exclusive)
{
	int error;
	datatype *t;
	operation *op;
	struct comm *c = check_comm(comm, &error);
	if (!c) return error;
	if (c->remote)
		return fail(c, MPI_ERR_COMM,
			"expected an intra-communicator: prefixes are not defined between two groups");
	if (!check_count(c, count, &error) || !(t = check_type(c, type, &error)) ||
		!(op = check_op(c, handle, t, &error)))
		return error;
	if (in_place(in)) in = out;
	else if (!check_reduction(c, in, out, count, &error)) return error;
	if (!check_buffer(c, in, count, t, &error)) return error;
	if ((!exclusive || c->rank) && !check_buffer(c, out, count, t, &error)) return error;
	return coll_scan(p, c, in, out, count, t, op, exclusive);
}

COLLECTIVE(Scan, Iscan, scan(p, in, out, count, type, op, comm, 0), comm, const void *in, void *out,
	int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
COLLECTIVE(Exscan, Iexscan, scan(p, in, out, count, type, op, comm, 1), comm, const void *in,
	void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
