/* Making communicators. */
#ifndef MPI_MAKE_H
#define MPI_MAKE_H

#include "object/comm.h"
#include "p2p/request.h"

/*
 * Gives a new communicator (NULL: this process is not in it) and its `local` their contexts. Collective over `old`, which the new one's processes
 * are part of, also if they are of several communicators that have no process in common. Begins; the request completes when they are there.
 */
int comm_begin_contexts(struct comm *old, struct comm *made, struct mpi_request **r);
/* The same, and waits. MPI_SUCCESS or a class of p2p/p2p.h's. */
int comm_give_contexts(struct comm *old, struct comm *made);
/* A context that no other communicator has or gets. */
int comm_new_context(void);

/*
 * Makes a communicator. Collective over `old`: all its processes learn the context that its rank 0 gives. `group` is kept. NULL for
 * processes that are not in the group. Error handler inherited from `old`; nothing else. MPI_SUCCESS or a class of p2p/p2p.h's.
 */
int comm_make(struct comm *old, struct group *group, struct comm **made);
/* The same for the first `size` processes of `old`, and for those that say the same color (none for MPI_UNDEFINED), by their keys. */
int comm_make_first(struct comm *old, int size, struct comm **made);
int comm_make_split(struct comm *old, int color, int key, struct comm **made);

/* The same for a group whose processes alone take part, this one among them; `tag` tells apart what is made at the same time. */
int comm_make_among(struct comm *old, struct group *group, int tag, struct comm **made);
/*
 * A copy with everything but its contexts; `info`: or NULL. MPI_SUCCESS, MPI_ERR_NO_MEM, or what a copy function of the attributes
 * returned: *refused tells which. comm_drop gives a copy back that never got contexts.
 */
int comm_copy(
	struct comm *old, MPI_Comm handle, const struct info *info, struct comm **copy, int *refused);
void comm_drop(struct comm *copy);

/* ---- Inter-communicators ---- */

/* One without contexts, with its local communicator; inherits from `old`. NULL: no memory. */
struct comm *comm_new_inter(struct comm *old, struct group *local, struct group *remote);
/*
 * Collective over an inter-communicator: each side gives the part of its group that is to be in the new one. NULL for processes that are
 * not in it, and for all if one side is empty.
 */
int comm_make_inter(struct comm *old, struct group *local, struct comm **made);

#endif
