/* What the processes of communicators tell each other while they make others: on `context + 1`, in order. MPI_SUCCESS or a class of p2p/p2p.h's. */
#ifndef MPI_COMM_TALK_H
#define MPI_COMM_TALK_H

#include "object/comm.h"

/* The processes of a communicator, or some of them: `rank[i]` is the rank in it of number i. NULL: all. */
struct participants {
	struct comm *comm;
	int size, number, tag;
	const int *rank;
};
/* All processes of an intra-communicator, with the next tag of its collectives. */
struct participants participants_of(struct comm *c);

/* Copies `bytes` of `data` of number `root` to all. */
int talk_all(const struct participants *among, int root, void *data, int bytes);
/* All learn what all say, in order. */
int talk_gather(const struct participants *among, const void *mine, void *all, int bytes);
/* Inter-communicator: both groups learn what the other's rank 0 says. */
int talk_across(struct comm *inter, const void *mine, int bytes, void *theirs, int their_bytes);

#endif
