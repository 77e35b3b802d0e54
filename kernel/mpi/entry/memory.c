/* MPI_Alloc_mem (MPI-3.1, 8.2): all memory of an isle is open to the others' MPI, so any will do. */
#include <stdlib.h>
#include "call.h"

MPI_CALL(Alloc_mem, (MPI_Aint size, MPI_Info info, void *pointer))
{
	ENTER(Alloc_mem);
	if (size < 0) return fail(0, MPI_ERR_ARG, "expected a size of 0 or more, got %ld", (long)size);
	void *memory = aligned_alloc(64, ((size_t)size + 63 + !size) & -64);
	if (!memory)
		return fail(
			0, MPI_ERR_NO_MEM, "no memory for %ld bytes: give the isle more --mem", (long)size);
	*(void **)pointer = memory;
	return MPI_SUCCESS;
}

MPI_CALL(Free_mem, (void *pointer))
{
	ENTER(Free_mem);
	free(pointer);
	return MPI_SUCCESS;
}
