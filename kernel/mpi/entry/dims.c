/* MPI_Dims_create (MPI-3.1, 7.5.2). */
#include "arguments.h"
#include "topology/make.h"

MPI_CALL(Dims_create, (int nodes, int dims, int sizes[]))
{
	ENTER(Dims_create);
	EXPECT(0, nodes >= 1, MPI_ERR_ARG, "expected 1 node or more, got %d", nodes);
	EXPECT(0, dims >= 0, MPI_ERR_DIMS, "expected 0 dimensions or more, got %d", dims);
	if (!dims) return MPI_SUCCESS;
	EXPECT_ARRAY(0, sizes, dims, "sizes");
	int free = 0, left = nodes;
	for (int i = 0; i < dims; i++) {
		EXPECT(0, sizes[i] >= 0, MPI_ERR_DIMS,
			"expected sizes of 0 or more, got %d for dimension %d", sizes[i], i);
		if (!sizes[i]) free++;
		else {
			EXPECT(0, left % sizes[i] == 0, MPI_ERR_DIMS,
				"%d nodes can't be divided by the sizes given", nodes);
			left /= sizes[i];
		}
	}
	EXPECT(0, free || left == 1, MPI_ERR_DIMS, "the sizes given make %d nodes, expected %d",
		nodes / left, nodes);
	if (!free) return MPI_SUCCESS;
	int factors[MOST_FACTORS], used = topology_factors(left, free, factors);
	for (int i = 0, next = 0; i < dims; i++) {
		if (sizes[i]) continue;
		sizes[i] = next < used ? factors[next] : 1;
		next++;
	}
	return MPI_SUCCESS;
}
