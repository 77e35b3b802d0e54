/*
 * Operations that change the target's data by what was there. The target's `atomic` word is held meanwhile, so that all of them, from all
 * processes, are atomic to each other; the data are fetched, changed here, and put back.
 */
#include <stdlib.h>
#include <string.h>
#include "rma.h"

/* Types of which there are operations, by what a datatype is made of. */
static datatype *const basic_types[BASICS] = {
	[BASIC_I8] = MPI_INT8_T, [BASIC_I16] = MPI_INT16_T, [BASIC_I32] = MPI_INT32_T, [BASIC_I64] = MPI_INT64_T,
	[BASIC_U8] = MPI_UINT8_T, [BASIC_U16] = MPI_UINT16_T, [BASIC_U32] = MPI_UINT32_T, [BASIC_U64] = MPI_UINT64_T,
	[BASIC_F32] = MPI_FLOAT, [BASIC_F64] = MPI_DOUBLE, [BASIC_F128] = MPI_LONG_DOUBLE,
	[BASIC_C32] = MPI_C_FLOAT_COMPLEX, [BASIC_C64] = MPI_C_DOUBLE_COMPLEX, [BASIC_C128] = MPI_C_LONG_DOUBLE_COMPLEX,
	[BASIC_BOOL] = MPI_C_BOOL, [BASIC_BYTE] = MPI_BYTE, [BASIC_CHAR] = MPI_CHAR, [BASIC_WCHAR] = MPI_WCHAR,
	[BASIC_FLOAT_INT] = MPI_FLOAT_INT, [BASIC_DOUBLE_INT] = MPI_DOUBLE_INT, [BASIC_LONG_INT] = MPI_LONG_INT, [BASIC_2INT] = MPI_2INT,
	[BASIC_SHORT_INT] = MPI_SHORT_INT, [BASIC_LONG_DOUBLE_INT] = MPI_LONG_DOUBLE_INT,
};

static int changes(MPI_Op op) { return op != MPI_NO_OP; }
static int computes(MPI_Op op) { return op != MPI_NO_OP && op != MPI_REPLACE; }

static operation *check_operation(struct win *w, MPI_Op handle, const datatype *t, int *error)
{
	operation *op = op_of(handle);
	if (!op || op->user) {
		*error = fail_win(w, MPI_ERR_OP, op ? "expected a predefined operation, got one of the program's" : "%p is no operation, or one that was freed", (void *)handle);
		return 0;
	}
	if (!computes(handle)) return op;
	if (t->basic == BASIC_NONE || !basic_types[t->basic]) {
		*error = fail_win(w, MPI_ERR_TYPE, "expected a datatype made of one predefined type throughout");
		return 0;
	}
	if (!(*error = op_check(op, basic_types[t->basic]))) return op;
	*error = fail_win(w, *error, "the operation is not defined for the datatype");
	return 0;
}

/* target = origin op target, both packed. Pair types have gaps that packed data have not. */
static int compute(const operation *op, char *origin, char *target, size_t bytes, datatype *basic)
{
	int count = bytes / basic->size;
	if (type_dense(basic)) {
		op_apply(op, origin, target, count, basic);
		return MPI_SUCCESS;
	}
	char *wide = malloc(2 * count * basic->extent), *second = wide + count * basic->extent;
	if (!wide) return MPI_ERR_NO_MEM;
	type_unpack(wide, count, basic, origin, 0, bytes);
	type_unpack(second, count, basic, target, 0, bytes);
	op_apply(op, wide, second, count, basic);
	type_pack(target, second, count, basic, 0, bytes);
	free(wide);
	return MPI_SUCCESS;
}

/* The work, while the word is held. `old`, if not NULL, gets what was there, packed; `data`: the origin's, packed. */
static int change(struct peer *p, const struct side *there, const operation *op, char *data, char *old, char *room, size_t bytes)
{
	int error = MPI_SUCCESS;
	if (old || computes((MPI_Op)op)) error = access_get(p, there, room, bytes);
	if (old && !error) memcpy(old, room, bytes);
	if (error || !changes((MPI_Op)op)) return error;
	if (!computes((MPI_Op)op)) return access_put(p, there, data, bytes);
	error = compute(op, data, room, bytes, basic_types[there->type->basic]);
	return error ? error : access_put(p, there, room, bytes);
}

enum { SMALL = 512 };

/* `result`: NULL for MPI_Accumulate. */
static int accumulate(const void *origin, int count, MPI_Datatype type, void *result, int result_count, MPI_Datatype result_type, int rank, MPI_Aint offset,
	int target_count, MPI_Datatype target_type, MPI_Op handle, MPI_Win win)
{
	int error = MPI_SUCCESS;
	struct side here = { 0, 0, 0 }, there, back = { 0, 0, 0 };
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error) || rank == MPI_PROC_NULL) return error;
	if (handle != MPI_NO_OP && !check_origin(w, origin, count, type, &here, &error)) return error;
	if (!check_access(w, rank, offset, target_count, target_type, &there, &error)) return error;
	if (result && !check_origin(w, result, result_count, result_type, &back, &error)) return error;
	operation *op = check_operation(w, handle, there.type, &error);
	if (!op) return error;
	size_t bytes = type_bytes(there.type, target_count);
	if ((here.type && type_bytes(here.type, count) != bytes) || (back.type && type_bytes(back.type, result_count) != bytes)) return rma_failed(w, MPI_ERR_TRUNCATE);
	if (!bytes) return MPI_SUCCESS;
	struct peer *p = remote(self(), comm_process(w->comm, rank));
	if (!p) return rma_failed(w, MPI_ERR_OTHER);
	_Alignas(16) char few[3 * SMALL];
	size_t part = (bytes + 15) & -16;
	char *room = part <= SMALL ? few : malloc(3 * part), *data = room + part, *old = result ? room + 2 * part : 0;
	if (!room) return rma_failed(w, MPI_ERR_NO_MEM);
	if (here.type) type_pack(data, here.buffer, count, here.type, 0, bytes);
	error = rma_lock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
	if (!error) {
		int unlocked;
		error = change(p, &there, op, data, old, room, bytes);
		unlocked = rma_unlock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
		if (!error) error = unlocked;
	}
	if (old && !error) type_unpack(back.buffer, result_count, back.type, old, 0, bytes);
	if (room != few) free(room);
	return rma_failed(w, error);
}

MPI_CALL(Accumulate, (const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Op op,
	MPI_Win win))
{
	ENTER(Accumulate);
	return accumulate(origin, count, type, 0, 0, 0, target, offset, target_count, target_type, op, win);
}

MPI_CALL(Get_accumulate, (const void *origin, int count, MPI_Datatype type, void *result, int result_count, MPI_Datatype result_type, int target,
	MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win))
{
	ENTER(Get_accumulate);
	return accumulate(origin, count, type, result, result_count, result_type, target, offset, target_count, target_type, op, win);
}

MPI_CALL(Fetch_and_op, (const void *origin, void *result, MPI_Datatype type, int target, MPI_Aint offset, MPI_Op op, MPI_Win win))
{
	ENTER(Fetch_and_op);
	return accumulate(origin, 1, type, result, 1, type, target, offset, 1, type, op, win);
}

MPI_CALL(Raccumulate, (const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Op op,
	MPI_Win win, MPI_Request *request))
{
	ENTER(Raccumulate);
	return rma_request(win, accumulate(origin, count, type, 0, 0, 0, target, offset, target_count, target_type, op, win), request);
}

MPI_CALL(Rget_accumulate, (const void *origin, int count, MPI_Datatype type, void *result, int result_count, MPI_Datatype result_type, int target,
	MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Op op, MPI_Win win, MPI_Request *request))
{
	ENTER(Rget_accumulate);
	return rma_request(win, accumulate(origin, count, type, result, result_count, result_type, target, offset, target_count, target_type, op, win), request);
}

/* Integers, logical values and bytes. */
static int comparable(const datatype *t)
{
	return (t->flags & TYPE_PREDEFINED) && t->size <= 8 && ((t->basic >= BASIC_I8 && t->basic <= BASIC_U64) || t->basic == BASIC_BOOL || t->basic == BASIC_BYTE
		|| t->basic == BASIC_CHAR || t->basic == BASIC_WCHAR);
}

MPI_CALL(Compare_and_swap, (const void *origin, const void *compare, void *result, MPI_Datatype type, int target, MPI_Aint offset, MPI_Win win))
{
	ENTER(Compare_and_swap);
	int error = MPI_SUCCESS;
	struct side here, there;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, target, &error) || target == MPI_PROC_NULL) return error;
	const void *const places[] = { origin, compare, result };
	for (int i = 0; i < 3; i++) if (!check_origin(w, places[i], 1, type, &here, &error)) return error;
	if (!comparable(here.type)) return fail_win(w, MPI_ERR_TYPE, "expected a predefined type of integers, logical values or bytes");
	if (!check_access(w, target, offset, 1, type, &there, &error)) return error;
	struct peer *p = remote(self(), comm_process(w->comm, target));
	error = p ? rma_lock(w, target, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE) : MPI_ERR_OTHER;
	if (error) return rma_failed(w, error);
	size_t size = here.type->size;
	_Alignas(8) char old[8];
	error = access_get(p, &there, old, size);
	if (!error && !memcmp(old, compare, size)) error = access_put(p, &there, origin, size);
	int unlocked = rma_unlock(w, target, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
	if (!error) memcpy(result, old, size);
	return rma_failed(w, error ? error : unlocked);
}
