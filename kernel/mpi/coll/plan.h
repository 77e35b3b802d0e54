/*
 * Plans: what a collective does in this process, as a list of steps. The same description serves the blocking and the non-blocking form.
 *
 * Steps are taken in their order. Sends and receives only begin; STEP_WAIT waits until all that have begun are complete. Copies,
 * reductions and calls happen at once, so a STEP_WAIT stands before those that need what has been received.
 * Messages between two processes are matched in the order in which they were added on either side.
 */
#ifndef MPI_COLL_PLAN_H
#define MPI_COLL_PLAN_H

#include "object/comm.h"
#include "p2p/request.h"
#include "type/op.h"

struct plan;

enum step_kind { STEP_SEND, STEP_RECEIVE, STEP_WAIT, STEP_COPY, STEP_REDUCE, STEP_CALL };

struct step {
	unsigned char kind;
	unsigned char inner;      /* a message within the local group of an inter-communicator */
	int peer;
	void *buffer;             /* of a message; where a copy or a reduction goes */
	int count;
	datatype *type;
	union {
		struct {
			const void *from;
			int from_count;
			datatype *from_type;
		};
		struct {
			const void *in;
			operation *op;
		};
		struct {
			int (*call)(struct plan *, void *);
			void *argument;
		};
	};
};

enum { PLAN_STEPS = 12 };

struct plan {
	struct comm *comm;        /* of the call */
	struct comm *party; /* whose ranks the steps mean that are added now: comm, or comm->local */
	int tag, inner_tag;
	int now; /* of a blocking call, which may take a way without a plan */
	int error; /* the first one; steps that follow are left out */
	struct step *steps;
	int count, room, next; /* next: to be taken */
	int busy; /* being carried out: messages begin there, and progress may come back here */
	request **pending; /* messages under way */
	int pending_count, pending_room;
	void *memory; /* blocks of its own, each beginning with a pointer to the next */
	struct step some[PLAN_STEPS];
	request *few[PLAN_STEPS];
};

/* ---- Making a plan. Without memory, plan->error is set, and what follows does nothing. ---- */

/* Begins a collective of the communicator, whose arguments have been checked. */
void plan_open(struct plan *p, struct comm *comm);
/* The steps that follow are within the local group; and among all again. */
void plan_inside(struct plan *p);
void plan_across(struct plan *p);

void plan_send(struct plan *p, const void *buffer, int count, datatype *t, int peer);
void plan_receive(struct plan *p, void *buffer, int count, datatype *t, int peer);
void plan_wait(struct plan *p);
void plan_copy(struct plan *p, void *to, int to_count, datatype *to_type, const void *from,
	int from_count, datatype *from_type);
/* inout = in op inout */
void plan_apply(struct plan *p, operation *op, const void *in, void *inout, int count, datatype *t);
void plan_call(struct plan *p, int (*call)(struct plan *, void *), void *argument);
/* Memory until the plan is done: bytes; or room for elements, as the buffer's address. */
void *plan_memory(struct plan *p, size_t bytes);
void *plan_buffer(struct plan *p, int count, datatype *t);

/* ---- Carrying it out ---- */

/* Does it all, and gives back what the plan holds: MPI_SUCCESS or an error class, not yet said to the program. */
int plan_finish(struct plan *p);
/* The same for an entry: gives back what the plan holds. `error` is what making it returned. Returns what the call shall return. */
int plan_run(struct plan *p, int error);
/* What a blocking call returns, and says, that took a way without a plan. */
int coll_said(struct comm *c, int error);
/* A plan that a request holds; NULL: no memory (said). */
struct plan *plan_new(struct comm *c, int *error);
/* Begins; p2p_progress goes on. The plan is the request's. */
int plan_start(struct plan *p, int error, MPI_Request *handle);

#endif
