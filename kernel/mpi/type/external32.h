/* The representation "external32" of data (MPI-3.1, 13.5.2). */
#ifndef MPI_EXTERNAL32_H
#define MPI_EXTERNAL32_H

#include "datatype.h"

/* Bytes of one element in it. */
MPI_Count external_size(const datatype *t);
/* Goes over the type map of count elements, one by one, and converts to it (out) or from it; returns where the external form goes on. */
unsigned char *external_convert(
	const datatype *t, unsigned char *memory, MPI_Count count, unsigned char *external, int out);

#endif
