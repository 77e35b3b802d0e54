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
	if (!computes(handle) || !t->size) return op;
	if (t->basic == BASIC_NONE || !basic_types[t->basic]) {
		*error = fail_win(w, MPI_ERR_TYPE, "expected a datatype made of one predefined type throughout");
		return 0;
	}
	if (!(*error = op_check(op, basic_types[t->basic]))) return op;
	*error = fail_win(w, *error, "the operation is not defined for the datatype");
	return 0;
}

/* target = origin op target, both packed. Pair types have gaps that packed data have not. */
static int compute(const operation *op, const char *origin, char *target, size_t bytes, datatype *basic)
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

/* Data that are one block in the target are changed in pieces that stay in the cache: whole elements of every basic type. */
enum { PIECE = 15360 };

/* The work, while the word is held. `old`, if not NULL, gets what was there, packed; `data`: the origin's, packed. `room`: for a piece, or all. */
static int change(struct peer *p, const struct side *there, const operation *op, const char *data, char *old, char *room, size_t bytes)
{
	int error = MPI_SUCCESS;
	char *whole = type_whole(there->type, there->buffer, there->count);
	size_t step = whole ? PIECE : bytes;
	for (size_t at = 0; at < bytes && !error; at += step) {
		size_t length = bytes - at < step ? bytes - at : step;
		struct side part = whole ? (struct side){ whole + at, length, MPI_BYTE } : *there;
		const char *put = data + at;
		if (old || computes((MPI_Op)op)) error = access_get(p, &part, room, length);
		if (old && !error) memcpy(old + at, room, length);
		if (error || !changes((MPI_Op)op)) continue;
		if (computes((MPI_Op)op)) {
			error = compute(op, data + at, room, length, basic_types[there->type->basic]);
			put = room;
		}
		if (!error) error = access_put(p, &part, put, length);
	}
	return error;
}

/* The side's data in packed form: where they are, if they are one block; else memory for them, which *made is then. NULL: none. */
static char *packed(const struct side *s, size_t bytes, char **made)
{
	char *whole = type_whole(s->type, s->buffer, s->count);
	return whole ? whole : (*made = malloc(bytes));
}

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
	_Alignas(16) char piece[PIECE];
	char *made = 0, *kept = 0, *large = 0, *room = piece;
	const char *data = here.type ? packed(&here, bytes, &made) : 0;
	char *old = result ? packed(&back, bytes, &kept) : 0;
	if (bytes > PIECE && !type_whole(there.type, there.buffer, target_count)) room = large = malloc(bytes);
	if ((here.type && !data) || (result && !old) || !room) error = MPI_ERR_NO_MEM;
	if (made) type_pack(made, here.buffer, count, here.type, 0, bytes);
	if (!error && !(error = rma_lock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE))) {
		error = change(p, &there, op, data, old, room, bytes);
		int unlocked = rma_unlock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
		if (!error) error = unlocked;
	}
	if (kept && !error) type_unpack(back.buffer, result_count, back.type, kept, 0, bytes);
	free(made);
	free(kept);
	free(large);
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
