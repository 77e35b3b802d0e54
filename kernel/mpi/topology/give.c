/* A communicator with a topology. */
#include "comm/make.h"
#include "make.h"
#include "object/fail.h"

int topology_give(struct comm *old, int nodes, struct topology *t, MPI_Comm *comm)
{
	struct comm *made;
	int error = comm_make_first(old, nodes, &made);
	if (error) {
		if (t) topology_release(t);
		return fail_noted(old, error);
	}
	if (!made) return MPI_SUCCESS;
	made->topology = t;
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}
