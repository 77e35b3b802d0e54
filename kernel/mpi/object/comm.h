/* Communicators. */
#ifndef MPI_COMM_H
#define MPI_COMM_H

#include "attribute.h"
#include "group.h"

struct topology;
struct errhandler;
struct info;
struct coll_state;

/*
 * Messages are matched by context. A communicator has two: `context` for the program's messages and `context + 1` for the library's own
 * (collectives). All processes of the communicator know it under the same context. Contexts are even numbers from 0 to 2^31: no table
 * can have one as its index.
 */
struct comm {
	struct object object;
	int context;
	int rank, size;            /* of this process in the (local) group */
	struct group *group;
	struct group
		*remote; /* of an inter-communicator, else NULL: whom ranks in point-to-point calls mean */
	struct comm
		*local; /* of an inter-communicator: the local group's own, for collectives within it */
	struct errhandler *errors;
	struct attribute *attributes;
	struct topology *topology; /* Cartesian, graph or distributed graph; else NULL */
	struct info *info; /* hints; NULL: none */
	struct coll_state
		*coll; /* what collectives keep for it; theirs alone: coll_release gives it back */
	int collective_number; /* counts collectives, which all processes begin in the same order: see collective_tag */
	struct comm *next, *previous; /* all that the process has */
	char name[MPI_MAX_OBJECT_NAME];
};

/* The communicator of a handle, or NULL: a look into the process for the predefined ones. */
struct comm *comm_of(MPI_Comm handle);
MPI_Comm comm_handle(struct comm *c);
/* Process number of a rank to send to or receive from. The rank is valid. */
static inline int comm_process(const struct comm *c, int rank)
{
	return (c->remote ? c->remote : c->group)->process[rank];
}
static inline int comm_remote_size(const struct comm *c)
{
	return (c->remote ? c->remote : c->group)->size;
}

enum { WORLD_CONTEXT = 0, SELF_CONTEXT = 2 };

/* A communicator with one reference; keeps the groups. NULL: no memory. Errors are fatal in it until it inherits a handler. */
struct comm *comm_new(struct group *group, struct group *remote, int context);
void comm_inherit(struct comm *c, const struct comm *old);
/* Takes over the hints that there are for communicators; the others are ignored, and those not named stay. MPI_SUCCESS or MPI_ERR_NO_MEM. */
int comm_hints(struct comm *c, const struct info *given);

/* Tag of the next collective, on `context + 1`. Tags from COLLECTIVE_TAGS on are of calls that not all processes make. */
enum { COLLECTIVE_TAGS = 0x20000000, INTERCOMM_TAGS = 0x20000000, CREATE_GROUP_TAGS = 0x40000000 };
static inline int collective_tag(struct comm *c)
{
	return c->collective_number++ & (COLLECTIVE_TAGS - 1);
}

/* Gives back what collectives keep for a communicator. Weak: nothing to do in an image without them (replaced by coll/slots.c). */
void coll_release(struct coll_state *state);

/* Requests under way keep what they need of it. */
void comm_keep(struct comm *c);
void comm_release(struct comm *c);
/* MPI_COMM_WORLD and MPI_COMM_SELF of a process whose number and machine's size are known: MPI_SUCCESS or MPI_ERR_NO_MEM. */
int comms_begin(void);

#endif
