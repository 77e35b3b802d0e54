/* Giving a new datatype to the program. */
#include "type_give.h"

int type_give(struct constructor *made, MPI_Datatype *type)
{
	if (!made) return fail(0, MPI_ERR_NO_MEM, "for a datatype's description");
	datatype *t;
	int error = type_make(made, &t);
	EXPECT(0, error != MPI_ERR_ARG, MPI_ERR_ARG, "expected a type of less than 4 GiB of data");
	EXPECT(0, !error, error, "for a datatype");
	*type = t;
	return MPI_SUCCESS;
}
