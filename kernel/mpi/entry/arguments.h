/* Arguments of entries that ask and make objects. Each is a statement that returns from the entry when something is wrong. */
#ifndef MPI_ARGUMENTS_H
#define MPI_ARGUMENTS_H

#include "call.h"
#include "object/comm.h"
#include "type/datatype.h"

/* A pointer to store a result at. */
#define EXPECT_PLACE(c, pointer, what) \
	EXPECT(c, !range_bad(pointer, sizeof *(pointer)), MPI_ERR_ARG, \
		"expected a place for " what ", got %p", (void *)(pointer))
/* An array of `count` elements; may be NULL if there are none. */
#define EXPECT_ARRAY(c, pointer, count, what) \
	EXPECT(c, (count) <= 0 || !range_bad(pointer, (count) * sizeof *(pointer)), MPI_ERR_ARG, \
		"expected an array of " what ", got %p", (void *)(pointer))

/* These declare a variable for what the handle means. */
#define COMM_ARGUMENT(c, handle) \
	struct comm *c = comm_of(handle); \
	EXPECT(0, c, MPI_ERR_COMM, \
		(handle) ? "%p is no communicator, or one that was freed" \
				 : "expected a communicator, got MPI_COMM_NULL", \
		(void *)(handle))
#define INTRACOMM_ARGUMENT(c, handle) \
	COMM_ARGUMENT(c, handle); \
	EXPECT(c, !c->remote, MPI_ERR_COMM, "expected an intra-communicator, got an inter-communicator")
#define GROUP_ARGUMENT(g, handle) \
	struct group *g = group_of(handle); \
	EXPECT(0, g, MPI_ERR_GROUP, \
		(handle) ? "%p is no group, or one that was freed" \
				 : "expected a group, got MPI_GROUP_NULL", \
		(void *)(handle))
#define TYPE_ARGUMENT(t, handle) \
	datatype *t = type_of(handle); \
	EXPECT(0, t, MPI_ERR_TYPE, \
		(handle) ? "%p is no datatype, or one that was freed" \
				 : "expected a datatype, got MPI_DATATYPE_NULL", \
		(void *)(handle))

#endif
