/* Error handlers. Those of the program's are kept by its handle and by each communicator or window that has them. */
#ifndef MPI_ERRHANDLER_H
#define MPI_ERRHANDLER_H

#include "object.h"
#include <mpi.h>

struct errhandler {
	struct object object;
	MPI_Comm_errhandler_function *comm; /* one of these two; neither: predefined */
	MPI_Win_errhandler_function *win;
};

extern struct errhandler errors_are_fatal, errors_return;

/* The handler of a handle, or NULL. */
struct errhandler *errhandler_of(MPI_Errhandler handle);
MPI_Errhandler errhandler_handle(struct errhandler *h);
void errhandler_keep(struct errhandler *h);
void errhandler_release(struct errhandler *h);

#endif
