/* How a datatype was made. */
#ifndef MPI_TYPE_CONSTRUCTOR_H
#define MPI_TYPE_CONSTRUCTOR_H

#include "datatype.h"

/* The arguments as MPI_Type_get_contents gives them, in one allocation. The types are kept. */
struct constructor {
	int combiner;
	int integers, addresses, types;
	int *integer;
	MPI_Aint *address;
	datatype **type;
	/* What subarrays and distributed arrays are equal to, made of simpler constructors; else NULL. */
	datatype *equal;
};

/* Room for so many arguments; the types are NULL. NULL: no memory. */
struct constructor *constructor_new(int combiner, int integers, int addresses, int types);
void constructor_release(struct constructor *made);

/* A type is a sequence of blocks: `length` elements of a type, one extent apart, from a displacement on. */
struct type_block {
	datatype *type;
	int length;
	MPI_Aint at;
};
int block_count(const struct constructor *made);
struct type_block block_at(const struct constructor *made, int i);
/* Blocks of a vector are alike and this far apart: 1, else 0. */
int blocks_stride(const struct constructor *made, MPI_Aint *stride);

/*
 * The type of a constructor, which it takes: it is given back also when there is an error. MPI_SUCCESS, MPI_ERR_NO_MEM, or MPI_ERR_ARG: more data
 * than memory can have.
 */
int type_make(struct constructor *made, datatype **type);

/* Simple constructors for other ones. They take `old`; NULL in, NULL out, and NULL when there is an error. */
datatype *make_contiguous(int count, datatype *old);
datatype *make_hvector(int count, int length, MPI_Aint stride, datatype *old);
datatype *make_displaced(MPI_Aint at, datatype *old);
datatype *make_resized(MPI_Aint lb, MPI_Aint extent, datatype *old);
/* One behind the other in the type map, each at its displacement. */
datatype *make_pair(MPI_Aint at, datatype *old, MPI_Aint other_at, datatype *other);

/* ---- Arrays (array.c): NULL when there is an error. `old` is kept. ---- */

datatype *type_subarray(int dims, const int sizes[], const int subsizes[], const int starts[],
	int order, datatype *old);
/* What process `rank` has of an array that is distributed over a grid of processes; the arguments are those of MPI_Type_create_darray. */
datatype *type_darray(int rank, int dims, const int sizes[], const int distributions[],
	const int arguments[], const int processes[], int order, datatype *old);

/* A type like `equal`, with that combiner and those arguments: the same one for ever, for all processes of an isle. NULL: no memory (f90.c). */
datatype *type_f90(int combiner, int precision, int range, const datatype *equal);

#endif
