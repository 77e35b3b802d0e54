/* What statuses tell (MPI-3.1, 3.2.5, 3.8.4, 12.3). */
#include <limits.h>
#include "call.h"
#include "check.h"

static datatype *typed(MPI_Datatype handle, int *error) { return check_type(0, handle, error); }

static int given(const void *status)
{
	return status && !range_bad(status, sizeof(MPI_Status)) && !((uintptr_t)status & 3);
}
#define CHECK_STATUS \
	if (!given(status)) \
	return fail(0, MPI_ERR_ARG, "expected a status, got %p", (const void *)status)

MPI_CALL(Get_count, (const MPI_Status *status, MPI_Datatype type, int *count))
{
	ENTER(Get_count);
	int error;
	CHECK_STATUS;
	datatype *t = typed(type, &error);
	if (!t) return error;
	*count = type_count(t, status->_bytes);
	return MPI_SUCCESS;
}

MPI_CALL(Get_elements_x, (const MPI_Status *status, MPI_Datatype type, MPI_Count *count))
{
	ENTER(Get_elements_x);
	int error;
	CHECK_STATUS;
	datatype *t = typed(type, &error);
	if (!t) return error;
	*count = type_elements(t, status->_bytes);
	return MPI_SUCCESS;
}

MPI_CALL(Get_elements, (const MPI_Status *status, MPI_Datatype type, int *count))
{
	ENTER(Get_elements);
	int error;
	CHECK_STATUS;
	datatype *t = typed(type, &error);
	if (!t) return error;
	MPI_Count n = type_elements(t, status->_bytes);
	*count = n > INT_MAX ? MPI_UNDEFINED : n;
	return MPI_SUCCESS;
}

static int set_elements(MPI_Status *status, MPI_Datatype type, MPI_Count count)
{
	int error;
	CHECK_STATUS;
	datatype *t = typed(type, &error);
	if (!t) return error;
	if (count < 0) return fail(0, MPI_ERR_COUNT, "expected a count of 0 or more, got %lld", count);
	status->_bytes = type_bytes_of(t, count);
	return MPI_SUCCESS;
}

MPI_CALL(Status_set_elements, (MPI_Status * status, MPI_Datatype type, int count))
{
	ENTER(Status_set_elements);
	return set_elements(status, type, count);
}

MPI_CALL(Status_set_elements_x, (MPI_Status * status, MPI_Datatype type, MPI_Count count))
{
	ENTER(Status_set_elements_x);
	return set_elements(status, type, count);
}

MPI_CALL(Status_set_cancelled, (MPI_Status * status, int flag))
{
	ENTER(Status_set_cancelled);
	CHECK_STATUS;
	status->_cancelled = !!flag;
	return MPI_SUCCESS;
}

MPI_CALL(Test_cancelled, (const MPI_Status *status, int *flag))
{
	ENTER(Test_cancelled);
	CHECK_STATUS;
	*flag = status->_cancelled;
	return MPI_SUCCESS;
}
