/* MPI_Allgather(v) (MPI-3.1, 5.7). */
#include "collective.h"

static int allgather(struct plan *p, const void *out, int outcount, MPI_Datatype outtype,
	struct blocks to, MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	datatype *t = 0;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(to.type = check_type(c, intype, &error)) ||
		!check_blocks(c, &to, comm_remote_size(c), &error))
		return error;
	if ((!in_place(out) || c->remote) &&
		(!check_count(c, outcount, &error) || !(t = check_type(c, outtype, &error)) ||
			!check_buffer(c, out, outcount, t, &error)))
		return error;
	return coll_allgather(p, c, out, outcount, t, &to);
}

COLLECTIVE(Allgather, Iallgather,
	allgather(p, out, outcount, outtype, EQUAL(in, incount), intype, comm), comm, const void *out,
	int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Allgatherv, Iallgatherv,
	allgather(p, out, outcount, outtype, VARIED(in, incounts, offsets), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, const int incounts[],
	const int offsets[], MPI_Datatype intype, MPI_Comm comm)
