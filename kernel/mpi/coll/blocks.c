/* Blocks of buffers, as the arguments of gather, scatter, alltoall and their kin describe them. */
#include "coll.h"

struct block block_of(const struct blocks *b, int rank)
{
	datatype *t = b->types ? type_of(b->types[rank]) : b->type;
	if (!b->varied) return (struct block){ at(b->buffer, (MPI_Aint)rank * b->count, t), b->count, t };
	MPI_Aint offset = b->far_offsets ? b->far_offsets[rank] : b->types ? b->offsets[rank] : (MPI_Aint)b->offsets[rank] * t->extent;
	return (struct block){ (char *)b->buffer + offset, b->counts[rank], t };
}

int check_blocks(struct comm *c, const struct blocks *b, int size, int *error)
{
	if (!b->varied) {
		return check_count(c, b->count, error)
			&& (size == 0 || check_buffer(c, b->buffer, b->count, b->type, error))
			&& (size < 2 || check_buffer(c, at(b->buffer, (MPI_Aint)(size - 1) * b->count, b->type), b->count, b->type, error));
	}
	for (int rank = 0; rank < size; rank++) {
		if (!check_count(c, b->counts[rank], error)) return 0;
		if (b->types && !check_type(c, b->types[rank], error)) return 0;
		struct block one = block_of(b, rank);
		if (one.count && !check_buffer(c, one.buffer, one.count, one.type, error)) return 0;
	}
	return 1;
}
