/* Accumulating operations (MPI-3.1, 11.3.4, 11.3.5). */
#include "window.h"

static operation *check_operation(struct win *w, MPI_Op handle, const datatype *t, int *error)
{
	operation *op = op_of(handle);
	if (!op || op->user) {
		*error = fail_win(w, MPI_ERR_OP,
			op ? "expected a predefined operation, got one of the program's"
			   : "%p is no operation, or one that was freed",
			(void *)handle);
		return 0;
	}
	*error = rma_check_op(op, t);
	if (!*error) return op;
	*error = fail_win(w, *error,
		*error == MPI_ERR_TYPE ? "expected a datatype made of one predefined type throughout"
							   : "the operation is not defined for the datatype");
	return 0;
}

/* `result`: NULL for MPI_Accumulate. */
static int accumulate(const void *origin, int count, MPI_Datatype type, void *result,
	int result_count, MPI_Datatype result_type, int rank, MPI_Aint offset, int target_count,
	MPI_Datatype target_type, MPI_Op handle, MPI_Win win)
{
	int error = MPI_SUCCESS, given = handle != MPI_NO_OP;
	struct side here, there, back;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error) || rank == MPI_PROC_NULL) return error;
	if (given && !check_origin(w, origin, count, type, &here, &error)) return error;
	if (!check_access(w, rank, offset, target_count, target_type, &there, &error)) return error;
	if (result && !check_origin(w, result, result_count, result_type, &back, &error)) return error;
	operation *op = check_operation(w, handle, there.type, &error);
	if (!op) return error;
	size_t bytes = type_bytes(there.type, target_count);
	if ((given && type_bytes(here.type, count) != bytes) ||
		(result && type_bytes(back.type, result_count) != bytes))
		return access_said(w, MPI_ERR_TRUNCATE);
	return bytes
		? access_said(w, rma_accumulate(w, rank, op, given ? &here : 0, result ? &back : 0, &there))
		: MPI_SUCCESS;
}

MPI_CALL(Accumulate,
	(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
		int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win))
{
	ENTER(Accumulate);
	return accumulate(
		origin, count, type, 0, 0, 0, target, offset, target_count, target_type, op, win);
}

MPI_CALL(Get_accumulate,
	(const void *origin, int count, MPI_Datatype type, void *result, int result_count,
		MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
		MPI_Datatype target_type, MPI_Op op, MPI_Win win))
{
	ENTER(Get_accumulate);
	return accumulate(origin, count, type, result, result_count, result_type, target, offset,
		target_count, target_type, op, win);
}

MPI_CALL(Fetch_and_op,
	(const void *origin, void *result, MPI_Datatype type, int target, MPI_Aint offset, MPI_Op op,
		MPI_Win win))
{
	ENTER(Fetch_and_op);
	return accumulate(origin, 1, type, result, 1, type, target, offset, 1, type, op, win);
}

MPI_CALL(Raccumulate,
	(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
		int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request))
{
	ENTER(Raccumulate);
	return access_request(win,
		accumulate(
			origin, count, type, 0, 0, 0, target, offset, target_count, target_type, op, win),
		request);
}

MPI_CALL(Rget_accumulate,
	(const void *origin, int count, MPI_Datatype type, void *result, int result_count,
		MPI_Datatype result_type, int target, MPI_Aint offset, int target_count,
		MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request))
{
	ENTER(Rget_accumulate);
	return access_request(win,
		accumulate(origin, count, type, result, result_count, result_type, target, offset,
			target_count, target_type, op, win),
		request);
}

/* Integers, logical values and bytes. */
static int comparable(const datatype *t)
{
	return (t->flags & TYPE_PREDEFINED) && t->size <= 8 &&
		((t->basic >= BASIC_I8 && t->basic <= BASIC_U64) || t->basic == BASIC_BOOL ||
			t->basic == BASIC_BYTE || t->basic == BASIC_CHAR || t->basic == BASIC_WCHAR);
}

MPI_CALL(Compare_and_swap,
	(const void *origin, const void *compare, void *result, MPI_Datatype type, int target,
		MPI_Aint offset, MPI_Win win))
{
	ENTER(Compare_and_swap);
	int error = MPI_SUCCESS;
	struct side here, there;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, target, &error) || target == MPI_PROC_NULL) return error;
	const void *const buffers[] = { origin, compare, result };
	for (int i = 0; i < 3; i++)
		if (!check_origin(w, buffers[i], 1, type, &here, &error)) return error;
	if (!comparable(here.type))
		return fail_win(
			w, MPI_ERR_TYPE, "expected a predefined type of integers, logical values or bytes");
	if (!check_access(w, target, offset, 1, type, &there, &error)) return error;
	return access_said(w, rma_compare_swap(w, target, &there, origin, compare, result));
}
