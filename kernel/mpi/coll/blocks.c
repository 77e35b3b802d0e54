/* Blocks of buffers, as the arguments of gather, scatter, alltoall and their kin describe them. */
#include "coll.h"

struct block block_of(const struct blocks *b, int rank)
{
	datatype *t = b->types ? type_of(b->types[rank]) : b->type;
	if (!b->varied)
		return (struct block){ at(b->buffer, (MPI_Aint)rank * b->count, t), b->count, t };
	MPI_Aint offset = b->far_offsets ? b->far_offsets[rank]
		: b->types                   ? b->offsets[rank]
									 : (MPI_Aint)b->offsets[rank] * t->extent;
	return (struct block){ (char *)b->buffer + offset, b->counts[rank], t };
}
