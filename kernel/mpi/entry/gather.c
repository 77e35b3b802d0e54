/* MPI_Gather(v) (MPI-3.1, 5.5). */
#include "collective.h"

/* What is checked depends on who is asked: only the root has blocks, and all but a root with MPI_IN_PLACE, or of another group, have something to give. */
static int gather(struct plan *p, const void *out, int outcount, MPI_Datatype outtype,
	struct blocks to, MPI_Datatype intype, int root, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_root(c, root, &error)) return error;
	int gets = root == (c->remote ? MPI_ROOT : c->rank),
		gives = c->remote ? root >= 0 : !gets || !in_place(out);
	datatype *t = 0;
	if (gives &&
		(!check_count(c, outcount, &error) || !(t = check_type(c, outtype, &error)) ||
			!check_buffer(c, out, outcount, t, &error)))
		return error;
	if (gets &&
		(!(to.type = check_type(c, intype, &error)) ||
			!check_blocks(c, &to, comm_remote_size(c), &error)))
		return error;
	return coll_gather(p, c, out, outcount, t, &to, root, gives, gets);
}

COLLECTIVE(Gather, Igather,
	gather(p, out, outcount, outtype, EQUAL(in, incount), intype, root, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype,
	int root, MPI_Comm comm)
COLLECTIVE(Gatherv, Igatherv,
	gather(p, out, outcount, outtype, VARIED(in, incounts, offsets), intype, root, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, const int incounts[],
	const int offsets[], MPI_Datatype intype, int root, MPI_Comm comm)
