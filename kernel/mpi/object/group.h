/* Groups: ordered sets of processes. A process number is isle * ranks of an isle + rank in it: the rank in MPI_COMM_WORLD. */
#ifndef MPI_GROUP_H
#define MPI_GROUP_H

#include "object.h"
#include <mpi.h>

struct group {
	struct object object;
	int size, rank; /* of the calling process, or MPI_UNDEFINED */
	int process[]; /* by rank */
};

/* A group with room for `size` processes, one reference, rank not yet set; NULL: no memory. */
struct group *group_new(int size);
/* Sets `rank` from the processes. */
void group_find_rank(struct group *g);
/* Rank of a process number, or MPI_UNDEFINED. */
int group_rank_of(const struct group *g, int process);
/* MPI_IDENT, MPI_SIMILAR or MPI_UNEQUAL. */
int group_compare(const struct group *a, const struct group *b);
void group_keep(struct group *g);
void group_release(struct group *g);
/* The group of a handle, or NULL. */
struct group *group_of(MPI_Group handle);
/* The handle for a group that the caller gives away: MPI_GROUP_EMPTY for an empty one. */
MPI_Group group_handle(struct group *g);

#endif
