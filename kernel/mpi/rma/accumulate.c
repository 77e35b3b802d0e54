/*
 * Operations that change the target's data by what was there. The target's `atomic` word is held meanwhile, so that all of them, from all
 * processes, are atomic to each other; the data are fetched, changed here, and put back.
 */
#include <stdlib.h>
#include <string.h>
#include "p2p/meet.h"
#include "rma.h"

/* Types of which there are operations, by what a datatype is made of. */
static datatype *const basic_types[BASICS] = {
	[BASIC_I8] = MPI_INT8_T,
	[BASIC_I16] = MPI_INT16_T,
	[BASIC_I32] = MPI_INT32_T,
	[BASIC_I64] = MPI_INT64_T,
	[BASIC_U8] = MPI_UINT8_T,
	[BASIC_U16] = MPI_UINT16_T,
	[BASIC_U32] = MPI_UINT32_T,
	[BASIC_U64] = MPI_UINT64_T,
	[BASIC_F32] = MPI_FLOAT,
	[BASIC_F64] = MPI_DOUBLE,
	[BASIC_F128] = MPI_LONG_DOUBLE,
	[BASIC_C32] = MPI_C_FLOAT_COMPLEX,
	[BASIC_C64] = MPI_C_DOUBLE_COMPLEX,
	[BASIC_C128] = MPI_C_LONG_DOUBLE_COMPLEX,
	[BASIC_BOOL] = MPI_C_BOOL,
	[BASIC_BYTE] = MPI_BYTE,
	[BASIC_CHAR] = MPI_CHAR,
	[BASIC_WCHAR] = MPI_WCHAR,
	[BASIC_FLOAT_INT] = MPI_FLOAT_INT,
	[BASIC_DOUBLE_INT] = MPI_DOUBLE_INT,
	[BASIC_LONG_INT] = MPI_LONG_INT,
	[BASIC_2INT] = MPI_2INT,
	[BASIC_SHORT_INT] = MPI_SHORT_INT,
	[BASIC_LONG_DOUBLE_INT] = MPI_LONG_DOUBLE_INT,
};

static int changes(MPI_Op op) { return op != MPI_NO_OP; }
static int computes(MPI_Op op) { return op != MPI_NO_OP && op != MPI_REPLACE; }

int rma_check_op(const operation *op, const datatype *t)
{
	if (!computes((MPI_Op)op) || !t->size) return MPI_SUCCESS;
	if (t->basic == BASIC_NONE || !basic_types[t->basic]) return MPI_ERR_TYPE;
	return op_check(op, basic_types[t->basic]);
}

/* target = origin op target, both packed. Pair types have gaps that packed data have not. */
static int compute(
	const operation *op, const char *origin, char *target, size_t bytes, datatype *basic)
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
static int change(struct peer *p, const struct side *there, const operation *op, const char *data,
	char *old, char *room, size_t bytes)
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

/* The lock of accumulates around change(). */
static int change_locked(struct win *w, int rank, const struct side *there, const operation *op,
	const char *data, char *old, char *room, size_t bytes)
{
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	int error = p ? rma_lock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE) : MPI_ERR_OTHER;
	if (error) return error;
	error = change(p, there, op, data, old, room, bytes);
	int unlocked = rma_unlock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
	return error ? error : unlocked;
}

int rma_accumulate(struct win *w, int rank, const operation *op, const struct side *here,
	const struct side *back, const struct side *there)
{
	int error = MPI_SUCCESS;
	size_t bytes = type_bytes(there->type, there->count);
	_Alignas(16) char piece[PIECE];
	char *made = 0, *kept = 0, *large = 0, *room = piece;
	const char *data = here ? packed(here, bytes, &made) : 0;
	char *old = back ? packed(back, bytes, &kept) : 0;
	if (bytes > PIECE && !type_whole(there->type, there->buffer, there->count))
		room = large = malloc(bytes);
	if ((here && !data) || (back && !old) || !room) error = MPI_ERR_NO_MEM;
	if (made) type_pack(made, here->buffer, here->count, here->type, 0, bytes);
	if (!error) error = change_locked(w, rank, there, op, data, old, room, bytes);
	if (kept && !error) type_unpack(back->buffer, back->count, back->type, kept, 0, bytes);
	free(made);
	free(kept);
	free(large);
	return error;
}

int rma_compare_swap(struct win *w, int rank, const struct side *there, const void *origin,
	const void *compare, void *result)
{
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	int error = p ? rma_lock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE) : MPI_ERR_OTHER;
	if (error) return error;
	size_t size = there->type->size;
	_Alignas(8) char old[8];
	error = access_get(p, there, old, size);
	if (!error && !memcmp(old, compare, size)) error = access_put(p, there, origin, size);
	int unlocked = rma_unlock(w, rank, LOCK_ATOMIC_WORD, HOLD_EXCLUSIVE);
	if (!error) memcpy(result, old, size);
	return error ? error : unlocked;
}
