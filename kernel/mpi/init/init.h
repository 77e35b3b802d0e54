/* The beginning and the end of a process. */
#ifndef MPI_INIT_H
#define MPI_INIT_H

#include "env/process.h"

/* MPI_SUCCESS; ends the machine with words if it cannot be. No lock is held, for there is no process yet. `function`: for messages. */
int mpi_begin(const char *function, int level);
/* Everyone has come to the end: MPI_SUCCESS, or a class of p2p/p2p.h's. */
int mpi_end(struct process *me);

#endif
