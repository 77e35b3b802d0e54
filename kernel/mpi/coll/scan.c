/*
 * MPI_Scan, MPI_Exscan: Hillis and Steele: Data parallel algorithms, 1986. In each step a process has the reduction of a run of ranks that ends
 * with its own, and passes it to the process so many ranks further as the run is long.
 */
#include "coll.h"

/* Only for processes that have ranks below them: the reduction of all those into `before`, in the order of the ranks, and of all up to this one. */
static void prefixes(struct plan *p, const void *in, void *before, void *upto, int count, datatype *t, operation *op)
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

static int scan(struct plan *p, const void *in, void *out, int count, MPI_Datatype type, MPI_Op handle, MPI_Comm comm, int exclusive)
{
	int error;
	datatype *t;
	operation *op;
	struct comm *c = check_comm(comm, &error);
	if (!c) return error;
	if (c->remote) return fail(c, MPI_ERR_COMM, "expected an intra-communicator: prefixes are not defined between two groups");
	if (!check_count(c, count, &error) || !(t = check_type(c, type, &error)) || !(op = check_op(c, handle, t, &error))) return error;
	if (in_place(in)) in = out;
	else if (!check_reduction(c, in, out, count, &error)) return error;
	if (!check_buffer(c, in, count, t, &error)) return error;
	if ((!exclusive || c->rank) && !check_buffer(c, out, count, t, &error)) return error;
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, op, t, count, 0, 0);
	if (!count) return MPI_SUCCESS;
	if (exclusive) prefixes(p, in, c->rank ? out : 0, plan_buffer(p, count, t), count, t, op);
	else prefixes(p, in, 0, out, count, t, op);
	return MPI_SUCCESS;
}

COLLECTIVE(Scan, Iscan, scan(p, in, out, count, type, op, comm, 0), comm,
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
COLLECTIVE(Exscan, Iexscan, scan(p, in, out, count, type, op, comm, 1), comm,
	const void *in, void *out, int count, MPI_Datatype type, MPI_Op op, MPI_Comm comm)
