/* Checks of what only collectives are given. */
#include "collective.h"

int check_blocks(struct comm *c, const struct blocks *b, int size, int *error)
{
	if (!b->varied) {
		return check_count(c, b->count, error) &&
			(size == 0 || check_buffer(c, b->buffer, b->count, b->type, error)) &&
			(size < 2 ||
				check_buffer(c, at(b->buffer, (MPI_Aint)(size - 1) * b->count, b->type), b->count,
					b->type, error));
	}
	for (int rank = 0; rank < size; rank++) {
		if (!check_count(c, b->counts[rank], error)) return 0;
		if (b->types && !check_type(c, b->types[rank], error)) return 0;
		struct block one = block_of(b, rank);
		if (one.count && !check_buffer(c, one.buffer, one.count, one.type, error)) return 0;
	}
	return 1;
}

int check_reduction(struct comm *c, const void *in, const void *out, int count, int *error)
{
	if (!count || !in || in != out) return 1;
	*error = fail(
		c, MPI_ERR_BUFFER, "expected two buffers, or MPI_IN_PLACE for the one, got %p twice", out);
	return 0;
}
