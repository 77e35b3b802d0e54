/* Cartesian topologies (MPI-3.1, 7.5). Ranks run with the last coordinate fastest. */
#include <stdlib.h>
#include <string.h>
#include "entry/arguments.h"
#include "comm/talk.h"
#include "object/topology.h"

int cart_rank(const struct topology *t, const int coordinates[])
{
	int rank = 0;
	for (int i = 0; i < t->dims; i++) {
		int at = coordinates[i], size = t->sizes[i];
		if (at < 0 || at >= size) {
			if (!t->periods[i]) return MPI_PROC_NULL;
			at = ((at % size) + size) % size;
		}
		rank = rank * size + at;
	}
	return rank;
}

void cart_coordinates(const struct topology *t, int rank, int coordinates[])
{
	for (int i = t->dims - 1; i >= 0; i--) {
		coordinates[i] = rank % t->sizes[i];
		rank /= t->sizes[i];
	}
}

/* The rank `distance` away from this process in a dimension. */
static int shifted(const struct topology *t, int dimension, int distance)
{
	int place = 1, at = t->coordinates[dimension], size = t->sizes[dimension];
	for (int i = dimension + 1; i < t->dims; i++) place *= t->sizes[i];
	MPI_Count to = (MPI_Count)at + distance;
	if (to < 0 || to >= size) {
		if (!t->periods[dimension]) return MPI_PROC_NULL;
		to = ((to % size) + size) % size;
	}
	int rank = 0;
	for (int i = 0; i < t->dims; i++) rank = rank * t->sizes[i] + t->coordinates[i];
	return rank + ((int)to - at) * place;
}

void cart_neighbours(struct topology *t)
{
	t->in = t->out = 2 * t->dims;
	for (int i = 0; i < t->dims; i++) {
		t->sources[2 * i] = shifted(t, i, -1);
		t->sources[2 * i + 1] = shifted(t, i, 1);
	}
}

/* One for the process of that rank. NULL: no memory. */
static struct topology *cart_new(int dims, const int sizes[], const int periods[], int rank)
{
	struct topology *t = topology_new(MPI_CART, 5 * dims);
	if (!t) return 0;
	int *end = (int *)(t + 1);
	t->dims = dims;
	t->sizes = topology_array(t, &end, sizes, dims);
	t->periods = topology_array(t, &end, periods, dims);
	for (int i = 0; i < dims; i++) t->periods[i] = !!t->periods[i];
	t->coordinates = topology_array(t, &end, 0, dims);
	t->sources = t->destinations = topology_array(t, &end, 0, 2 * dims);
	cart_coordinates(t, rank, t->coordinates);
	cart_neighbours(t);
	return t;
}

#define EXPECT_GRID(c, dims, sizes, periods) \
	EXPECT(c, (dims) >= 0, MPI_ERR_DIMS, "expected 0 dimensions or more, got %d", dims); \
	EXPECT_ARRAY(c, sizes, dims, "sizes"); \
	EXPECT_ARRAY(c, periods, dims, "periods"); \
	MPI_Count nodes = 1; \
	for (int i = 0; i < (dims); i++) { \
		EXPECT(c, (sizes)[i] > 0, MPI_ERR_DIMS, "expected sizes of 1 or more, got %d for dimension %d", (sizes)[i], i); \
		nodes *= (sizes)[i]; \
		EXPECT(c, nodes <= comm_size_of(c), MPI_ERR_DIMS, "expected a grid of at most %d processes, got more", comm_size_of(c)); \
	}
static int comm_size_of(const struct comm *c) { return c->size; }

/* All isles are equally near to each other, so ranks stay as they are. */
MPI_CALL(Cart_create, (MPI_Comm old, int dims, const int sizes[], const int periods[], int reorder, MPI_Comm *comm))
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
	EXPECT(c, t && t->kind == MPI_CART, MPI_ERR_TOPOLOGY, "expected a communicator with a Cartesian topology")

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
	for (int i = 0; i < t->dims; i++) EXPECT(c, found >= 0 || t->periods[i] || (coordinates[i] >= 0 && coordinates[i] < t->sizes[i]), MPI_ERR_ARG,
		"expected a coordinate from 0 to %d in dimension %d, got %d", t->sizes[i] - 1, i, coordinates[i]);
	*rank = found;
	return MPI_SUCCESS;
}

MPI_CALL(Cart_coords, (MPI_Comm comm, int rank, int max, int coordinates[]))
{
	ENTER(Cart_coords);
	CART_ARGUMENT(c, t, comm);
	EXPECT(c, rank >= 0 && rank < c->size, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d", c->size - 1, rank);
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
	EXPECT(c, direction >= 0 && direction < t->dims, MPI_ERR_ARG, "expected a direction from 0 to %d, got %d", t->dims - 1, direction);
	EXPECT_PLACE(c, source, "the source");
	EXPECT_PLACE(c, dest, "the destination");
	EXPECT(c, distance != INT32_MIN, MPI_ERR_ARG, "expected a distance, got %d", distance);
	*source = shifted(t, direction, -distance);
	*dest = shifted(t, direction, distance);
	return MPI_SUCCESS;
}

MPI_CALL(Cart_sub, (MPI_Comm comm, const int remain[], MPI_Comm *sub))
{
	ENTER(Cart_sub);
	CART_ARGUMENT(c, t, comm);
	EXPECT_ARRAY(c, remain, t->dims, "flags");
	EXPECT_PLACE(c, sub, "the communicator");
	*sub = MPI_COMM_NULL;
	/* The dimensions that stay, the others' coordinates as a color. */
	int *kept = malloc((2 * t->dims + 1) * sizeof *kept), *periods = kept + t->dims, dims = 0, color = 0, key = 0;
	EXPECT(c, kept, MPI_ERR_NO_MEM, "for a topology");
	for (int i = 0; i < t->dims; i++) {
		if (!remain[i]) {
			color = color * t->sizes[i] + t->coordinates[i];
			continue;
		}
		key = key * t->sizes[i] + t->coordinates[i];
		kept[dims] = t->sizes[i];
		periods[dims++] = t->periods[i];
	}
	struct topology *part = cart_new(dims, kept, periods, key);
	free(kept);
	EXPECT(c, part, MPI_ERR_NO_MEM, "for a topology");
	struct comm *made;
	int error = comm_make_split(c, color, key, &made);
	if (error) {
		topology_release(part);
		return p2p_fail(c, error);
	}
	made->topology = part;
	*sub = comm_handle(made);
	return MPI_SUCCESS;
}
