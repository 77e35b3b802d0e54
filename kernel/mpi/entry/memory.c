/* MPI_Alloc_mem: all memory of an isle is open to the others' MPI, so any will do; MPI_Get_processor_name. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include "check.h"

MPI_CALL(Alloc_mem, (MPI_Aint size, MPI_Info info, void *pointer))
{
	ENTER(Alloc_mem);
	if (size < 0) return fail(0, MPI_ERR_ARG, "expected a size of 0 or more, got %ld", (long)size);
	void *memory = aligned_alloc(64, ((size_t)size + 63 + !size) & -64);
	if (!memory) return fail(0, MPI_ERR_NO_MEM, "no memory for %ld bytes: give the isle more --mem", (long)size);
	*(void **)pointer = memory;
	return MPI_SUCCESS;
}

MPI_CALL(Free_mem, (void *pointer))
{
	ENTER(Free_mem);
	free(pointer);
	return MPI_SUCCESS;
}

MPI_CALL(Get_processor_name, (char *name, int *length))
{
	ENTER(Get_processor_name);
	struct utsname u;
	if (uname(&u)) strcpy(u.nodename, "hermit");
	*length = strnlen(u.nodename, MPI_MAX_PROCESSOR_NAME - 1);
	memcpy(name, u.nodename, *length);
	name[*length] = 0;
	return MPI_SUCCESS;
}
