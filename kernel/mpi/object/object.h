/* What handles point to. Handles are checked: a pointer must lie in memory, be aligned, and begin with its kind's mark. */
#ifndef MPI_OBJECT_H
#define MPI_OBJECT_H

#include "kernel.h"

enum object_kind {
	OBJECT_COMM = 0x4d504901,
	OBJECT_GROUP,
	OBJECT_TYPE,
	OBJECT_OP,
	OBJECT_REQUEST,
	OBJECT_MESSAGE,
	OBJECT_ERRHANDLER,
	OBJECT_INFO,
	OBJECT_WIN
};

/* First member of every object. `references`: what keeps it alive: its handle, and whatever else points to it. */
struct object {
	int kind, references;
};

static inline int object_valid(const void *handle, enum object_kind kind)
{
	return !((uintptr_t)handle & 3) && !range_bad(handle, sizeof(struct object)) &&
		((const struct object *)handle)->kind == (int)kind;
}

#endif
