/* Cartesian topologies. Ranks run with the last coordinate fastest. */
#include <stdlib.h>
#include "comm/make.h"
#include "make.h"

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

int cart_shifted(const struct topology *t, int dimension, int distance)
{
	int apart = 1, at = t->coordinates[dimension], size = t->sizes[dimension];
	for (int i = dimension + 1; i < t->dims; i++) apart *= t->sizes[i];
	MPI_Count to = (MPI_Count)at + distance;
	if (to < 0 || to >= size) {
		if (!t->periods[dimension]) return MPI_PROC_NULL;
		to = ((to % size) + size) % size;
	}
	int rank = 0;
	for (int i = 0; i < t->dims; i++) rank = rank * t->sizes[i] + t->coordinates[i];
	return rank + ((int)to - at) * apart;
}

/* The neighbours of this process. */
static void find_neighbours(struct topology *t)
{
	t->in = t->out = 2 * t->dims;
	for (int i = 0; i < t->dims; i++) {
		t->sources[2 * i] = cart_shifted(t, i, -1);
		t->sources[2 * i + 1] = cart_shifted(t, i, 1);
	}
}

struct topology *cart_new(int dims, const int sizes[], const int periods[], int rank)
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
	find_neighbours(t);
	return t;
}

/* The dimensions that stay, the others' coordinates as a color. If none stays there is one process, rank 0, as MPI_Cart_create makes it. */
int cart_sub(struct comm *c, const int remain[], struct comm **made)
{
	const struct topology *t = c->topology;
	int *kept = malloc((2 * t->dims + 1) * sizeof *kept), *periods = kept + t->dims, dims = 0,
		color = 0, key = 0;
	if (!kept) return MPI_ERR_NO_MEM;
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
	if (!part) return MPI_ERR_NO_MEM;
	if (!dims && c->rank) color = MPI_UNDEFINED;
	int error = comm_make_split(c, color, key, made);
	if (error || !*made) topology_release(part);
	else (*made)->topology = part;
	return error;
}
