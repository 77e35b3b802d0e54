/*
 * Requests: what is under way. A kind is a table of functions. A request that a program can see has a handle's reference; what is under
 * way lives on without one until request_complete, so MPI_Request_free just drops it.
 */
#ifndef MPI_REQUEST_H
#define MPI_REQUEST_H

#include "object/comm.h"
#include "type/datatype.h"

struct mpi_request {
	struct object object;
	const struct request_kind *kind;
	volatile int complete;    /* status is set, the buffer is the program's again */
	int persistent, active;   /* persistent: MPI_Start makes it active */
	int pooled;               /* its memory is a block: object/block.h */
	MPI_Status status;
	struct comm *comm;        /* kept; NULL: none (generalized ones) */
	struct mpi_request *next; /* in whatever list its kind keeps it */
	void *state;              /* of its kind */
};
typedef struct mpi_request request;

struct request_kind {
	const char *name;         /* for messages: "send", "receive", "allreduce" */
	/* Persistent: begins again. */
	int (*start)(request *r);
	/* Goes on, if it has something to do that no message's arrival triggers; called by p2p_progress while the request is in the list of those
	 * that want it (request_advance_later). Returns 1 when it did something. NULL: never. */
	int (*advance)(request *r);
	int (*cancel)(request *r);
	/* When it completes under MPI_Wait and the like (generalized requests set their status here); returns an error code. */
	int (*query)(request *r);
	/* Gives back what it holds. */
	void (*free)(request *r);
};

/* A request of a kind with one reference (the handle's), comm kept; NULL: no memory. `extra` bytes follow it, at r + 1. */
request *request_new(const struct request_kind *kind, struct comm *comm, size_t extra);
void request_keep(request *r);
void request_release(request *r);
/* Marks it complete; status must be set. Called with the rank's lock held. */
void request_complete(request *r);
/* Puts it on the list whose `advance` p2p_progress calls, until it completes. */
void request_advance_later(request *r);
static inline request *request_of(MPI_Request handle)
{
	return object_valid(handle, OBJECT_REQUEST) ? handle : 0;
}

/* Waits, and gives the request back: its error code. For the library's own requests. */
int request_wait(request *r, MPI_Status *status);
int request_wait_all(int count, request **r);

/* A status of nothing: source MPI_ANY_SOURCE, tag MPI_ANY_TAG, MPI_SUCCESS, no bytes; and of MPI_PROC_NULL. */
void status_empty(MPI_Status *status);
void status_of_nobody(MPI_Status *status);
/* Fills a program's status, unless it is MPI_STATUS_IGNORE. Its MPI_ERROR stays: only calls that return several statuses set it (3.2.5). */
static inline void status_give(MPI_Status *to, const MPI_Status *from)
{
	if (to == MPI_STATUS_IGNORE) return;
	int kept = to->MPI_ERROR;
	*to = *from;
	to->MPI_ERROR = kept;
}

#endif
