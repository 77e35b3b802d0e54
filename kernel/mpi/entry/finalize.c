/* MPI_Finalize, MPI_Abort (MPI-3.1, 8.7). */
#include <stdio.h>
#include "call.h"
#include "init/init.h"

MPI_CALL(Finalize, (void))
{
	ENTER(Finalize);
	int error = mpi_end(me);
	return error ? fail_noted(me->world, error) : MPI_SUCCESS;
}

MPI_CALL(Abort, (MPI_Comm comm, int code))
{
	struct process *me = self();
	fprintf(stderr,
		"hermit-wasm: isle %d, rank %d: MPI_Abort: the program ends itself with code %d\n",
		hermit_isle(), me->number, code);
	fflush(0);
	hermit_end(code);
}
