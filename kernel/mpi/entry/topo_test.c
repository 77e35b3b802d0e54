/* MPI_Topo_test (MPI-3.1, 7.5.5). */
#include "arguments.h"
#include "object/topology.h"

MPI_CALL(Topo_test, (MPI_Comm comm, int *status))
{
	ENTER(Topo_test);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, status, "the kind of topology");
	*status = c->topology ? c->topology->kind : MPI_UNDEFINED;
	return MPI_SUCCESS;
}
