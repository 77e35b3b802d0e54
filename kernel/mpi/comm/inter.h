/* Making inter-communicators. */
#ifndef MPI_COMM_INTER_H
#define MPI_COMM_INTER_H

#include "object/comm.h"

/* One without contexts, with its local communicator; inherits from `old`. NULL: no memory. */
struct comm *inter_new(struct comm *old, struct group *local, struct group *remote);
/*
 * Collective over an inter-communicator: each side gives the part of its group that is to be in the new one. NULL for processes that are
 * not in it, and for all if one side is empty.
 */
int comm_make_inter(struct comm *old, struct group *local, struct comm **made);

#endif
