/* MPI_Bcast (MPI-3.1, 5.4). */
#include "collective.h"

static int bcast(
	struct plan *p, void *buffer, int count, MPI_Datatype type, int root, MPI_Comm comm)
{
	int error;
	datatype *t;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_count(c, count, &error) || !(t = check_type(c, type, &error)) ||
		!check_root(c, root, &error))
		return error;
	if (root != MPI_PROC_NULL && !check_buffer(c, buffer, count, t, &error)) return error;
	return coll_bcast(p, c, buffer, count, t, root);
}

COLLECTIVE(Bcast, Ibcast, bcast(p, buffer, count, type, root, comm), comm, void *buffer, int count,
	MPI_Datatype type, int root, MPI_Comm comm)
