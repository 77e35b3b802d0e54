// ranks: 1 2 3 5 8
// native: no
/* Neighbourhood collectives on Cartesian and distributed graphs, blocking and not. */
#include "coll.h"

enum { MOST = 16 };
PER_RANK int later;
PER_RANK MPI_Request request;
#define RUN(now, then, ...) do { \
	if (!later) now(__VA_ARGS__); \
	else { then(__VA_ARGS__, &request); MPI_Wait(&request, MPI_STATUS_IGNORE); } \
} while (0)

/* What rank `from` sends along its edge e; all edges carry the same in an allgather. */
static int word(int from, int e, int i) { return from * 10007 + e * 1009 + i; }

/* `edge[j]`: which edge of the source's ends in this process's j-th; -1: no source. */
static void all(MPI_Comm c, int in, const int *sources, const int *edge, int out, int n)
{
	int *a = ints(MOST * (n + 3)), *b = ints(MOST * (n + 3)), counts[MOST], at[MOST], bad = 0;
	MPI_Aint far[MOST];
	MPI_Datatype types[MOST];
	for (int i = 0; i < MOST; i++) counts[i] = n, at[i] = (MOST - 1 - i) * (n + 3), far[i] = at[i] * sizeof(int), types[i] = MPI_INT;
#define CLEAR() for (int i = 0; i < MOST * (n + 3); i++) b[i] = -1
#define EXPECT(what, place, e) do { \
	for (int j = 0; j < in; j++) for (int i = 0; i < n; i++) { \
		int got = b[(place) + i]; \
		bad += got != (sources[j] == MPI_PROC_NULL ? -1 : word(sources[j], e, i)); \
	} \
	CHECK(!bad, what " of %d, form %d: %d wrong", n, later, bad); } while (0)
	for (int i = 0; i < n; i++) a[i] = word(rank, 0, i);
	CLEAR();
	RUN(MPI_Neighbor_allgather, MPI_Ineighbor_allgather, a, n, MPI_INT, b, n, MPI_INT, c);
	EXPECT("neighbor_allgather", j * n, 0);
	CLEAR();
	RUN(MPI_Neighbor_allgatherv, MPI_Ineighbor_allgatherv, a, n, MPI_INT, b, counts, at, MPI_INT, c);
	EXPECT("neighbor_allgatherv", at[j], 0);
	for (int e = 0; e < out; e++) for (int i = 0; i < n; i++) a[e * n + i] = word(rank, e, i);
	CLEAR();
	RUN(MPI_Neighbor_alltoall, MPI_Ineighbor_alltoall, a, n, MPI_INT, b, n, MPI_INT, c);
	EXPECT("neighbor_alltoall", j * n, edge[j]);
	for (int e = 0; e < out; e++) for (int i = 0; i < n; i++) a[at[e] + i] = word(rank, e, i);
	CLEAR();
	RUN(MPI_Neighbor_alltoallv, MPI_Ineighbor_alltoallv, a, counts, at, MPI_INT, b, counts, at, MPI_INT, c);
	EXPECT("neighbor_alltoallv", at[j], edge[j]);
	CLEAR();
	RUN(MPI_Neighbor_alltoallw, MPI_Ineighbor_alltoallw, a, counts, far, types, b, counts, far, types, c);
	EXPECT("neighbor_alltoallw", at[j], edge[j]);
	free(a); free(b);
}

static void cartesian(int dims, int periodic)
{
	int sizes[3] = { 0, 0, 0 }, periods[3] = { periodic, periodic, periodic }, sources[6], edge[6];
	MPI_Comm c;
	MPI_Dims_create(size, dims, sizes);
	MPI_Cart_create(MPI_COMM_WORLD, dims, sizes, periods, 0, &c);
	for (int d = 0; d < dims; d++) {
		MPI_Cart_shift(c, d, 1, &sources[2 * d], &sources[2 * d + 1]);
		/* What comes from the one before was sent to the one behind. */
		edge[2 * d] = 2 * d + 1;
		edge[2 * d + 1] = 2 * d;
	}
	for (int n = 0; n < 4000; n = n ? n * 60 : 1) all(c, 2 * dims, sources, edge, 2 * dims, n);
	MPI_Comm_free(&c);
}

/* Each process sends to the next one, to the one after that, and to rank 0. */
static void graph(void)
{
	int to[3] = { (rank + 1) % size, (rank + 2) % size, 0 }, sources[MOST], edge[MOST], weights[MOST], in = 0;
	sources[in] = (rank + size - 1) % size, edge[in++] = 0;
	sources[in] = (rank + 2 * size - 2) % size, edge[in++] = 1;
	if (rank == 0) for (int r = 0; r < size; r++) sources[in] = r, edge[in++] = 2;
	if (size < 4) return;   /* else no two edges join the same two processes, but for those to rank 0, which are last everywhere */
	MPI_Comm c;
	for (int i = 0; i < MOST; i++) weights[i] = 1;
	MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, in, sources, weights, 3, to, weights, MPI_INFO_NULL, 0, &c);
	for (int n = 0; n < 4000; n = n ? n * 60 : 1) all(c, in, sources, edge, 3, n);
	MPI_Comm_free(&c);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	for (later = 0; later < 2; later++) {
		for (int dims = 1; dims <= 3; dims++) {
			cartesian(dims, 0);
			cartesian(dims, 1);
		}
		graph();
	}
	return end("coll-neighbor");
}
