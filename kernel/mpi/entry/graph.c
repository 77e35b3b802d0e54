/* Graph topologies (MPI-3.1, 7.5.3). */
#include <string.h>
#include "arguments.h"
#include "topology/make.h"

#define EXPECT_GRAPH(c, nodes, index, edges) \
	EXPECT(c, (nodes) >= 0, MPI_ERR_ARG, "expected 0 nodes or more, got %d", nodes); \
	EXPECT(c, (nodes) <= (c)->size, MPI_ERR_ARG, \
		"expected a graph of at most %d processes, got %d nodes", (c)->size, nodes); \
	EXPECT_ARRAY(c, index, nodes, "indices"); \
	for (int i = 0; i < (nodes); i++) \
		EXPECT(c, (index)[i] >= graph_first_edge(index, i), MPI_ERR_ARG, \
			"expected indices that never decrease, got %d after %d", (index)[i], \
			graph_first_edge(index, i)); \
	EXPECT_ARRAY(c, edges, (nodes) ? (index)[(nodes) - 1] : 0, "edges"); \
	for (int i = 0, n = (nodes) ? (index)[(nodes) - 1] : 0; i < n; i++) \
	EXPECT(c, (edges)[i] >= 0 && (edges)[i] < (nodes), MPI_ERR_ARG, \
		"expected edges to nodes from 0 to %d, got %d", (nodes) - 1, (edges)[i])

MPI_CALL(Graph_create,
	(MPI_Comm old, int nodes, const int index[], const int edges[], int reorder, MPI_Comm *comm))
{
	ENTER(Graph_create);
	INTRACOMM_ARGUMENT(c, old);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_GRAPH(c, nodes, index, edges);
	*comm = MPI_COMM_NULL;
	struct topology *t = c->rank < nodes ? graph_new(nodes, index, edges, c->rank) : 0;
	EXPECT(c, t || c->rank >= nodes, MPI_ERR_NO_MEM, "for a topology");
	return topology_give(c, nodes, t, comm);
}

MPI_CALL(Graph_map, (MPI_Comm comm, int nodes, const int index[], const int edges[], int *rank))
{
	ENTER(Graph_map);
	INTRACOMM_ARGUMENT(c, comm);
	EXPECT(c, nodes >= 1, MPI_ERR_ARG, "expected 1 node or more, got %d", nodes);
	EXPECT_GRAPH(c, nodes, index, edges);
	EXPECT_PLACE(c, rank, "the rank");
	*rank = c->rank < nodes ? c->rank : MPI_UNDEFINED;
	return MPI_SUCCESS;
}

#define GRAPH_ARGUMENT(c, t, handle) \
	COMM_ARGUMENT(c, handle); \
	const struct topology *t = c->topology; \
	EXPECT(c, t && t->kind == MPI_GRAPH, MPI_ERR_TOPOLOGY, \
		"expected a communicator with a graph topology")

MPI_CALL(Graphdims_get, (MPI_Comm comm, int *nodes, int *edges))
{
	ENTER(Graphdims_get);
	GRAPH_ARGUMENT(c, t, comm);
	EXPECT_PLACE(c, nodes, "the number of nodes");
	EXPECT_PLACE(c, edges, "the number of edges");
	*nodes = t->nodes;
	*edges = t->index[t->nodes - 1];
	return MPI_SUCCESS;
}

MPI_CALL(Graph_get, (MPI_Comm comm, int max_index, int max_edges, int index[], int edges[]))
{
	ENTER(Graph_get);
	GRAPH_ARGUMENT(c, t, comm);
	int count = t->index[t->nodes - 1];
	EXPECT(c, max_index >= t->nodes && max_edges >= count, MPI_ERR_ARG,
		"expected room for %d nodes and %d edges, got %d and %d", t->nodes, count, max_index,
		max_edges);
	EXPECT_ARRAY(c, index, t->nodes, "indices");
	EXPECT_ARRAY(c, edges, count, "edges");
	memcpy(index, t->index, t->nodes * sizeof(int));
	if (count) memcpy(edges, t->edges, count * sizeof(int));
	return MPI_SUCCESS;
}

MPI_CALL(Graph_neighbors_count, (MPI_Comm comm, int rank, int *count))
{
	ENTER(Graph_neighbors_count);
	GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, rank >= 0 && rank < t->nodes, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d",
		t->nodes - 1, rank);
	EXPECT_PLACE(c, count, "the count");
	*count = t->index[rank] - graph_first_edge(t->index, rank);
	return MPI_SUCCESS;
}

MPI_CALL(Graph_neighbors, (MPI_Comm comm, int rank, int max, int neighbors[]))
{
	ENTER(Graph_neighbors);
	GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, rank >= 0 && rank < t->nodes, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d",
		t->nodes - 1, rank);
	int first = graph_first_edge(t->index, rank), count = t->index[rank] - first;
	EXPECT(c, max >= count, MPI_ERR_ARG, "expected room for %d neighbours, got %d", count, max);
	EXPECT_ARRAY(c, neighbors, count, "neighbours");
	if (count) memcpy(neighbors, t->edges + first, count * sizeof(int));
	return MPI_SUCCESS;
}
