/* Windows. What all of the library knows of one; the rest is the business of rma_*.c. */
#ifndef MPI_WIN_H
#define MPI_WIN_H

#include "comm.h"

struct win {
	struct object object;
	struct comm
		*comm; /* a communicator of its own, over the group of the one that it was made with */
	struct errhandler *errors; /* MPI_ERRORS_ARE_FATAL unless set */
	struct attribute *attributes;
	struct info *info;
	char name[MPI_MAX_OBJECT_NAME];
	/* Values of MPI_WIN_BASE and the like. */
	void *base;
	MPI_Aint size;
	int unit, flavor, model;
	struct win_state *state; /* of rma_*.c */
};

static inline struct win *win_of(MPI_Win handle)
{
	return object_valid(handle, OBJECT_WIN) ? (struct win *)handle : 0;
}

#endif
