/* Entries of collectives: the same function checks arguments and makes the plan for both forms, blocking and non-blocking. */
#ifndef MPI_COLLECTIVE_H
#define MPI_COLLECTIVE_H

#include "call.h"
#include "check.h"
#include "coll/coll.h"

/*
 * A collective in both forms. `make` makes the plan: `int make(struct plan *p, …)`, MPI_SUCCESS or what fail() returned.
 * COLLECTIVE(Bcast, Ibcast, bcast(p, buffer, count, type, root, comm), comm, void *buffer, …)
 */
#define COLLECTIVE_LATER(later, make, communicator, ...) \
	MPI_CALL(later, (__VA_ARGS__, MPI_Request * request)) \
	{ \
		ENTER(later); \
		int error; \
		struct comm *c_ = check_comm(communicator, &error); \
		struct plan *p = c_ ? plan_new(c_, &error) : 0; \
		return p ? plan_start(p, make, request) : error; \
	}
#define COLLECTIVE_NOW(name, make, ...) \
	MPI_CALL(name, (__VA_ARGS__)) \
	{ \
		ENTER(name); \
		struct plan plan, *p = &plan; \
		p->steps = 0; \
		p->now = 1; \
		return plan_run(p, make); \
	}
#define COLLECTIVE(name, later, make, communicator, ...) \
	COLLECTIVE_NOW(name, make, __VA_ARGS__) \
	COLLECTIVE_LATER(later, make, communicator, __VA_ARGS__)

/* Every array's members checked: counts, types, buffers. */
int check_blocks(struct comm *c, const struct blocks *b, int size, int *error);
/* Vectors must not be the same unless by MPI_IN_PLACE. NULL: not significant here. */
int check_reduction(struct comm *c, const void *in, const void *out, int count, int *error);

#endif
