/* Communicators. */
#ifndef MPI_COMM_H
#define MPI_COMM_H

#include "attribute.h"
#include "group.h"

struct topology;
struct errhandler;
struct coll_state;

/*
 * Messages are matched by context. A communicator has two: `context` for the program's messages and `context + 1` for the library's own
 * (collectives). All processes of the communicator know it under the same context.
 */
struct comm {
	struct object object;
	int context;
	int rank, size;            /* of this process in the (local) group */
	struct group *group;
	struct group *remote;      /* of an inter-communicator, else NULL: whom ranks in point-to-point calls mean */
	struct comm *local;        /* of an inter-communicator: the local group's own, for collectives within it */
	struct errhandler *errors;
	struct attribute *attributes;
	struct topology *topology; /* Cartesian, graph or distributed graph; else NULL */
	struct info *info;
	struct coll_state *coll;   /* what collectives keep for it; theirs alone */
	int collective_number;     /* counts collectives, which all processes begin in the same order: their tag */
	char name[MPI_MAX_OBJECT_NAME];
};

/* The communicator of a handle, or NULL: a look into the process for the predefined ones. */
struct comm *comm_of(MPI_Comm handle);
MPI_Comm comm_handle(struct comm *c);
/* Process number of a rank to send to or receive from. The rank is valid. */
static inline int comm_process(const struct comm *c, int rank) { return (c->remote ? c->remote : c->group)->process[rank]; }
static inline int comm_remote_size(const struct comm *c) { return (c->remote ? c->remote : c->group)->size; }

/*
 * Makes a communicator. Collective over `old`: all its processes agree on a context that is free in all. `group` is kept. NULL for
 * processes that are not in the group. Error handler inherited from `old`; nothing else.
 */
int comm_make(struct comm *old, struct group *group, struct comm **made);
/* Requests under way keep what they need of it. */
void comm_keep(struct comm *c);
void comm_release(struct comm *c);
/* MPI_COMM_WORLD and MPI_COMM_SELF of a process that begins; and when it ends. */
int comms_begin(void);
void comms_end(void);

#endif
