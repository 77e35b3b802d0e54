/* Cartesian topologies (MPI-3.1, 7.5). */
#include <string.h>
#include "arguments.h"
#include "topology/make.h"

#define EXPECT_GRID(c, dims, sizes, periods) \
	EXPECT(c, (dims) >= 0, MPI_ERR_DIMS, "expected 0 dimensions or more, got %d", dims); \
	EXPECT_ARRAY(c, sizes, dims, "sizes"); \
	EXPECT_ARRAY(c, periods, dims, "periods"); \
	MPI_Count nodes = 1; \
	for (int i = 0; i < (dims); i++) { \
		EXPECT(c, (sizes)[i] > 0, MPI_ERR_DIMS, \
			"expected sizes of 1 or more, got %d for dimension %d", (sizes)[i], i); \
		nodes *= (sizes)[i]; \
		EXPECT(c, nodes <= comm_size_of(c), MPI_ERR_DIMS, \
			"expected a grid of at most %d processes, got more", comm_size_of(c)); \
	}
static int comm_size_of(const struct comm *c) { return c->size; }

/* All isles are equally near to each other, so ranks stay as they are. */
MPI_CALL(Cart_create,
	(MPI_Comm old, int dims, const int sizes[], const int periods[], int reorder, MPI_Comm *comm))
{
	ENTER(Cart_create);
	INTRACOMM_ARGUMENT(c, old);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_GRID(c, dims, sizes, periods);
	*comm = MPI_COMM_NULL;
	struct topology *t = c->rank < nodes ? cart_new(dims, sizes, periods, c->rank) : 0;
	EXPECT(c, t || c->rank >= nodes, MPI_ERR_NO_MEM, "for a topology");
	return topology_give(c, nodes, t, comm);
}

MPI_CALL(Cart_map, (MPI_Comm comm, int dims, const int sizes[], const int periods[], int *rank))
{
	ENTER(Cart_map);
	INTRACOMM_ARGUMENT(c, comm);
	EXPECT_GRID(c, dims, sizes, periods);
	EXPECT_PLACE(c, rank, "the rank");
	*rank = c->rank < nodes ? c->rank : MPI_UNDEFINED;
	return MPI_SUCCESS;
}

#define CART_ARGUMENT(c, t, handle) \
	COMM_ARGUMENT(c, handle); \
	const struct topology *t = c->topology; \
	EXPECT(c, t && t->kind == MPI_CART, MPI_ERR_TOPOLOGY, \
		"expected a communicator with a Cartesian topology")

MPI_CALL(Cartdim_get, (MPI_Comm comm, int *dims))
{
	ENTER(Cartdim_get);
	CART_ARGUMENT(c, t, comm);
	EXPECT_PLACE(c, dims, "the number of dimensions");
	*dims = t->dims;
	return MPI_SUCCESS;
}

MPI_CALL(Cart_get, (MPI_Comm comm, int max, int sizes[], int periods[], int coordinates[]))
{
	ENTER(Cart_get);
	CART_ARGUMENT(c, t, comm);
	EXPECT(c, max >= t->dims, MPI_ERR_ARG, "expected room for %d dimensions, got %d", t->dims, max);
	EXPECT_ARRAY(c, sizes, t->dims, "sizes");
	EXPECT_ARRAY(c, periods, t->dims, "periods");
	EXPECT_ARRAY(c, coordinates, t->dims, "coordinates");
	if (!t->dims) return MPI_SUCCESS;
	memcpy(sizes, t->sizes, t->dims * sizeof(int));
	memcpy(periods, t->periods, t->dims * sizeof(int));
	memcpy(coordinates, t->coordinates, t->dims * sizeof(int));
	return MPI_SUCCESS;
}

MPI_CALL(Cart_rank, (MPI_Comm comm, const int coordinates[], int *rank))
{
	ENTER(Cart_rank);
	CART_ARGUMENT(c, t, comm);
	EXPECT_ARRAY(c, coordinates, t->dims, "coordinates");
	EXPECT_PLACE(c, rank, "the rank");
	int found = cart_rank(t, coordinates);
	for (int i = 0; i < t->dims; i++)
		EXPECT(c,
			found >= 0 || t->periods[i] || (coordinates[i] >= 0 && coordinates[i] < t->sizes[i]),
			MPI_ERR_ARG, "expected a coordinate from 0 to %d in dimension %d, got %d",
			t->sizes[i] - 1, i, coordinates[i]);
	*rank = found;
	return MPI_SUCCESS;
}

MPI_CALL(Cart_coords, (MPI_Comm comm, int rank, int max, int coordinates[]))
{
	ENTER(Cart_coords);
	CART_ARGUMENT(c, t, comm);
	EXPECT(c, rank >= 0 && rank < c->size, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d",
		c->size - 1, rank);
	EXPECT(c, max >= t->dims, MPI_ERR_ARG, "expected room for %d dimensions, got %d", t->dims, max);
	EXPECT_ARRAY(c, coordinates, t->dims, "coordinates");
	cart_coordinates(t, rank, coordinates);
	return MPI_SUCCESS;
}

MPI_CALL(Cart_shift, (MPI_Comm comm, int direction, int distance, int *source, int *dest))
{
	ENTER(Cart_shift);
	CART_ARGUMENT(c, t, comm);
	EXPECT(c, t->dims, MPI_ERR_TOPOLOGY, "a topology without dimensions has no directions");
	EXPECT(c, direction >= 0 && direction < t->dims, MPI_ERR_ARG,
		"expected a direction from 0 to %d, got %d", t->dims - 1, direction);
	EXPECT_PLACE(c, source, "the source");
	EXPECT_PLACE(c, dest, "the destination");
	EXPECT(c, distance != INT32_MIN, MPI_ERR_ARG, "expected a distance, got %d", distance);
	*source = cart_shifted(t, direction, -distance);
	*dest = cart_shifted(t, direction, distance);
	return MPI_SUCCESS;
}

MPI_CALL(Cart_sub, (MPI_Comm comm, const int remain[], MPI_Comm *sub))
{
	ENTER(Cart_sub);
	CART_ARGUMENT(c, t, comm);
	EXPECT_ARRAY(c, remain, t->dims, "flags");
	EXPECT_PLACE(c, sub, "the communicator");
	*sub = MPI_COMM_NULL;
	struct comm *made;
	int error = cart_sub(c, remain, &made);
	if (error == MPI_ERR_NO_MEM) return fail(c, error, "for a topology");
	if (error) return fail_noted(c, error);
	if (made) *sub = comm_handle(made);
	return MPI_SUCCESS;
}
