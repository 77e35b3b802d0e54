/* Graph topologies: every process knows the whole graph. */
#include "make.h"

struct topology *graph_new(int nodes, const int index[], const int edges[], int rank)
{
	int count = index[nodes - 1];
	struct topology *t = topology_new(MPI_GRAPH, nodes + count);
	if (!t) return 0;
	int *end = (int *)(t + 1);
	t->nodes = nodes;
	t->index = topology_array(t, &end, index, nodes);
	t->edges = topology_array(t, &end, edges, count);
	t->sources = t->destinations = t->edges + graph_first_edge(index, rank);
	t->in = t->out = index[rank] - graph_first_edge(index, rank);
	return t;
}
