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
	/* What subarrays, distributed arrays and the like are equal to, made of simpler constructors; else NULL. */
	datatype *equal;
};

void constructor_release(struct constructor *made);

#endif
