/* Topologies: Cartesian, graph and distributed graph. */
// ranks: 1 2 4 5
#include "show.h"

static char line[4000];
#define ADD(...) sprintf(line + strlen(line), __VA_ARGS__)

static void flush(const char *what)
{
	show("%s: %s", what, line);
	line[0] = 0;
}

static int or_none(int r) { return r == MPI_PROC_NULL || r == MPI_UNDEFINED ? -1 : r; }

static void cartesian(void)
{
	MPI_Comm c, d, e;
	int sizes[3] = { 0 }, periods[3] = { 1, 0, 1 }, at[3], got[3], wraps[3], s, t, n;
	MPI_Dims_create(size, 2, sizes);
	MPI_Cart_create(MPI_COMM_WORLD, 2, sizes, periods, 0, &c);
	MPI_Cart_get(c, 2, got, wraps, at);
	ADD("%dx%d %d%d at %d,%d", got[0], got[1], wraps[0], wraps[1], at[0], at[1]), flush("cart");
	for (int direction = 0; direction < 2; direction++) {
		for (int far = -3; far <= 3; far++) MPI_Cart_shift(c, direction, far, &s, &t), ADD(" %d>%d", or_none(s), or_none(t));
	}
	flush("shift");
	for (int r = 0; r < size; r++) {
		MPI_Cart_coords(c, r, 2, at), ADD(" %d,%d", at[0], at[1]);
		at[0] += sizes[0] * 3, MPI_Cart_rank(c, at, &s), ADD("=%d", s);
		at[0] -= sizes[0] * 5, MPI_Cart_rank(c, at, &s), ADD("=%d", s);
	}
	flush("coords");
	for (int m = 0; m < 4; m++) {
		int keep[2] = { m & 1, m >> 1 };
		MPI_Cart_sub(c, keep, &d);
		if (d == MPI_COMM_NULL) { ADD(" none"); continue; }
		MPI_Comm_rank(d, &s), MPI_Comm_size(d, &t), MPI_Cartdim_get(d, &n);
		ADD(" %d/%d dims %d", s, t, n);
		MPI_Comm_dup(d, &e), MPI_Topo_test(e, &n), ADD(" dup %d", n == MPI_CART);
		MPI_Comm_free(&e), MPI_Comm_free(&d);
	}
	flush("sub");
	MPI_Cart_create(MPI_COMM_WORLD, 0, NULL, NULL, 0, &d);
	ADD("%d", d == MPI_COMM_NULL);
	if (d != MPI_COMM_NULL) MPI_Cartdim_get(d, &n), ADD(" dims %d", n), MPI_Cart_rank(d, NULL, &n), ADD(" rank %d", n);
	flush("no dimensions");
	int fewer[1] = { size > 1 ? size - 1 : 1 };
	MPI_Cart_create(MPI_COMM_WORLD, 1, fewer, periods, 1, &d), ADD("%d", d == MPI_COMM_NULL), flush("smaller");
	MPI_Cart_map(MPI_COMM_WORLD, 1, fewer, periods, &n), ADD("%d", or_none(n)), flush("map");
	MPI_Topo_test(MPI_COMM_WORLD, &n), ADD("%d", n == MPI_UNDEFINED), flush("none");
}

static void graph(void)
{
	MPI_Comm d;
	int n, edges, count = 0, index[16], edge[48], got_index[16], got_edge[48], near[9];
	for (int i = 0; i < size; i++) {
		edge[count++] = (i + 1) % size;
		edge[count++] = (i + size - 1) % size;
		if (i % 2) edge[count++] = i;
		index[i] = count;
	}
	MPI_Graph_create(MPI_COMM_WORLD, size, index, edge, 0, &d);
	MPI_Graphdims_get(d, &n, &edges), ADD("%d %d:", n, edges);
	MPI_Graph_neighbors_count(d, rank, &n), MPI_Graph_neighbors(d, rank, n, near);
	for (int i = 0; i < n; i++) ADD(" %d", near[i]);
	MPI_Graph_get(d, size, edges, got_index, got_edge);
	ADD(" same %d", !memcmp(got_index, index, size * sizeof(int)) && !memcmp(got_edge, edge, count * sizeof(int)));
	MPI_Topo_test(d, &n), ADD(" %d", n == MPI_GRAPH), flush("graph");
	MPI_Graph_map(MPI_COMM_WORLD, size, index, edge, &n), ADD("%d", n), flush("map");
}

/* Sums that tell neighbours and weights whatever their order. */
static void add_neighbours(MPI_Comm c)
{
	int in, out, weighted, sources[16], destinations[16], from[16] = { 0 }, to[16] = { 0 }, sum = 0;
	MPI_Dist_graph_neighbors_count(c, &in, &out, &weighted);
	MPI_Dist_graph_neighbors(c, in, sources, weighted ? from : MPI_UNWEIGHTED, out, destinations, weighted ? to : MPI_UNWEIGHTED);
	for (int i = 0; i < in; i++) sum += (sources[i] + 1) * (from[i] + 1);
	for (int i = 0; i < out; i++) sum += 1000 * (destinations[i] + 1) * (to[i] + 1);
	ADD("%d in, %d out, %d, %d", in, out, weighted, sum);
}

static void distributed(void)
{
	MPI_Comm e;
	int sources[2] = { (rank + 1) % size, (rank + size - 1) % size }, destinations[2] = { sources[1], sources[0] };
	int from[2] = { rank, 5 }, to[2] = { 7, rank };
	MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 2, sources, from, 2, destinations, to, MPI_INFO_NULL, 0, &e);
	add_neighbours(e), flush("adjacent");
	MPI_Dist_graph_create_adjacent(MPI_COMM_WORLD, 0, NULL, MPI_UNWEIGHTED, 0, NULL, MPI_UNWEIGHTED, MPI_INFO_NULL, 0, &e);
	add_neighbours(e), flush("without edges");
	/* Rank 0 tells a star, the last rank one edge more. */
	int n = 0, heads[16], degrees[16], tails[16], weights[16];
	if (!rank) for (int i = 0; i < size; i++) heads[n] = i, degrees[n] = 1, tails[n++] = 0;
	if (rank == size - 1) heads[n] = 0, degrees[n] = 1, tails[n++] = rank;
	for (int i = 0; i < 16; i++) weights[i] = i + 1;
	MPI_Dist_graph_create(MPI_COMM_WORLD, n, heads, degrees, tails, MPI_UNWEIGHTED, MPI_INFO_NULL, 1, &e);
	add_neighbours(e), flush("told by some");
	MPI_Dist_graph_create(MPI_COMM_WORLD, n, heads, degrees, tails, n ? weights : MPI_WEIGHTS_EMPTY, MPI_INFO_NULL, 0, &e);
	add_neighbours(e), flush("weighted");
}

static void dims(void)
{
	static const int nodes[] = { 1, 2, 7, 8, 12, 24, 30, 36, 60, 64, 72, 100, 128, 210, 1000, 1024, 1680, 1997 };
	for (unsigned i = 0; i < sizeof nodes / sizeof *nodes; i++) {
		ONCE("%d:", nodes[i]);
		for (int d = 1; d <= 4; d++) {
			int sizes[4] = { 0 };
			MPI_Dims_create(nodes[i], d, sizes);
			for (int j = 0; j < d; j++) ONCE("%c%d", j ? 'x' : ' ', sizes[j]);
		}
		ONCE("\n");
	}
	int given[4] = { 0, 3, 0, 1 };
	MPI_Dims_create(24, 4, given);
	ONCE("%d %d %d %d\n", given[0], given[1], given[2], given[3]);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	cartesian();
	graph();
	distributed();
	dims();
	MPI_Finalize();
	return 0;
}
