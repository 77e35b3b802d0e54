/* Addresses (MPI-3.1, 4.1.5). */
#include "arguments.h"

static int address(const void *location, MPI_Aint *result)
{
	EXPECT_PLACE(0, result, "the address");
	*result = (MPI_Aint)location;
	return MPI_SUCCESS;
}

MPI_CALL(Get_address, (const void *location, MPI_Aint *result))
{
	ENTER(Get_address);
	return address(location, result);
}

MPI_CALL(Address, (void *location, MPI_Aint *result))
{
	ENTER(Address);
	return address(location, result);
}

/* Addresses wrap. */
MPI_CALL_OF(MPI_Aint, Aint_add, (MPI_Aint base, MPI_Aint offset))
{
	return (MPI_Aint)((size_t)base + (size_t)offset);
}
MPI_CALL_OF(MPI_Aint, Aint_diff, (MPI_Aint a, MPI_Aint b))
{
	return (MPI_Aint)((size_t)a - (size_t)b);
}
