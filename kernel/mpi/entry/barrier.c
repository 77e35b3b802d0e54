/* MPI_Barrier (MPI-3.1, 5.3). */
#include "collective.h"

static int barrier(struct plan *p, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	return c ? coll_barrier(p, c) : error;
}

COLLECTIVE(Barrier, Ibarrier, barrier(p, comm), comm, MPI_Comm comm)
