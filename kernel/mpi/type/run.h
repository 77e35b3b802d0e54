/* Where the bytes of a datatype are, in the order of its type map. */
#ifndef MPI_TYPE_RUN_H
#define MPI_TYPE_RUN_H

#include "datatype.h"

/*
 * `count` pieces, the first at displacement `at`, each `stride` behind the one before, or each where the list says, counted from `at`. A piece has
 * `length` bytes of data: one block of memory, or, if there is a body, what its runs say from the piece's displacement on. Bodies belong to
 * the types of which this one is made.
 */
struct run {
	MPI_Aint at, stride;
	const MPI_Aint *list;      /* of plain blocks; NULL: evenly apart */
	size_t count, length;
	size_t packed;             /* bytes of data that the runs before it have */
	const struct run *body;
	int body_count;
};

static inline MPI_Aint run_piece(const struct run *r, size_t i)
{
	return r->at + (r->list ? r->list[i] : (MPI_Aint)i * r->stride);
}

/* Finds the runs of a type, unless they are known. MPI_SUCCESS or MPI_ERR_NO_MEM. */
int type_find_runs(datatype *t);

#endif
