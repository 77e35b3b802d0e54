/* MPI_Scatter(v) (MPI-3.1, 5.6). */
#include "collective.h"

static int scatter(struct plan *p, struct blocks from, MPI_Datatype outtype, void *in, int incount,
	MPI_Datatype intype, int root, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_root(c, root, &error)) return error;
	int gives = root == (c->remote ? MPI_ROOT : c->rank),
		gets = c->remote ? root >= 0 : !gives || !in_place(in);
	datatype *t = 0;
	if (gets &&
		(!check_count(c, incount, &error) || !(t = check_type(c, intype, &error)) ||
			!check_buffer(c, in, incount, t, &error)))
		return error;
	if (gives &&
		(!(from.type = check_type(c, outtype, &error)) ||
			!check_blocks(c, &from, comm_remote_size(c), &error)))
		return error;
	return coll_scatter(p, c, &from, in, incount, t, root, gives, gets);
}

COLLECTIVE(Scatter, Iscatter,
	scatter(p, EQUAL(out, outcount), outtype, in, incount, intype, root, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype,
	int root, MPI_Comm comm)
COLLECTIVE(Scatterv, Iscatterv,
	scatter(p, VARIED(out, outcounts, offsets), outtype, in, incount, intype, root, comm), comm,
	const void *out, const int outcounts[], const int offsets[], MPI_Datatype outtype, void *in,
	int incount, MPI_Datatype intype, int root, MPI_Comm comm)
