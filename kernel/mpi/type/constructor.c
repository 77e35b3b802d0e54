/* Constructors' arguments, and the blocks that they mean. */
#include <stdlib.h>
#include "constructor.h"

struct constructor *constructor_new(int combiner, int integers, int addresses, int types)
{
	size_t room = sizeof(struct constructor) + types * sizeof(datatype *) +
		addresses * sizeof(MPI_Aint) + integers * sizeof(int);
	struct constructor *made = calloc(1, room);
	if (!made) return 0;
	made->combiner = combiner;
	made->integers = integers;
	made->addresses = addresses;
	made->types = types;
	made->type = (datatype **)(made + 1);
	made->address = (MPI_Aint *)(made->type + types);
	made->integer = (int *)(made->address + addresses);
	return made;
}

void constructor_release(struct constructor *made)
{
	for (int i = 0; i < made->types; i++)
		if (made->type[i]) type_release(made->type[i]);
	if (made->equal) type_release(made->equal);
	free(made);
}

int block_count(const struct constructor *made)
{
	switch (made->combiner) {
	case MPI_COMBINER_VECTOR:
	case MPI_COMBINER_HVECTOR:
	case MPI_COMBINER_INDEXED:
	case MPI_COMBINER_HINDEXED:
	case MPI_COMBINER_INDEXED_BLOCK:
	case MPI_COMBINER_HINDEXED_BLOCK:
	case MPI_COMBINER_STRUCT: return made->integer[0];
	default: return 1;
	}
}

/* Displacements wrap as addresses do: absolute ones are negative above 2 GiB. */
static MPI_Aint elements_behind(int n, const datatype *t)
{
	return (MPI_Aint)((size_t)n * (size_t)t->extent);
}

struct type_block block_at(const struct constructor *made, int i)
{
	const int *integer = made->integer;
	datatype *t = made->types ? made->type[0] : 0;
	MPI_Aint stride;
	if (blocks_stride(made, &stride))
		return (struct type_block){ t, integer[1], (MPI_Aint)((size_t)i * (size_t)stride) };
	switch (made->combiner) {
	case MPI_COMBINER_CONTIGUOUS: return (struct type_block){ t, integer[0], 0 };
	case MPI_COMBINER_INDEXED:
		return (struct type_block){ t, integer[1 + i],
			elements_behind(integer[1 + integer[0] + i], t) };
	case MPI_COMBINER_HINDEXED: return (struct type_block){ t, integer[1 + i], made->address[i] };
	case MPI_COMBINER_INDEXED_BLOCK:
		return (struct type_block){ t, integer[1], elements_behind(integer[2 + i], t) };
	case MPI_COMBINER_HINDEXED_BLOCK: return (struct type_block){ t, integer[1], made->address[i] };
	case MPI_COMBINER_STRUCT:
		return (struct type_block){ made->type[i], integer[1 + i], made->address[i] };
	default: return (struct type_block){ made->equal ? made->equal : t, 1, 0 };
	}
}

int blocks_stride(const struct constructor *made, MPI_Aint *stride)
{
	if (made->combiner == MPI_COMBINER_VECTOR)
		*stride = elements_behind(made->integer[2], made->type[0]);
	else if (made->combiner == MPI_COMBINER_HVECTOR) *stride = made->address[0];
	else return 0;
	return 1;
}
