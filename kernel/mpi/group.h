/* Groups: ordered sets of processes. A process number is isle * ranks of an isle + rank in it: the rank in MPI_COMM_WORLD. */
#ifndef MPI_GROUP_H
#define MPI_GROUP_H

#include "object.h"
#include <mpi.h>

struct group {
	struct object object;
	int size, rank;       /* of the calling process, or MPI_UNDEFINED */
	int process[];        /* by rank */
};

/* A group with room for `size` processes, one reference, rank not yet set; NULL: no memory. */
struct group *group_new(int size);
/* Sets `rank` from the processes. */
void group_find_rank(struct group *g);
void group_keep(struct group *g);
void group_release(struct group *g);
/* The group of a handle, or NULL. */
struct group *group_of(MPI_Group handle);

#endif
