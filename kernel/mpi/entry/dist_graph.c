/* Distributed graph topologies (MPI-3.1, 7.5.4). */
#include <stdlib.h>
#include <string.h>
#include "arguments.h"
#include "topology/make.h"

#define EXPECT_DEGREE(c, degree, what) \
	EXPECT(c, (degree) >= 0, MPI_ERR_ARG, "expected " what " of 0 or more, got %d", degree)
#define EXPECT_RANKS(c, ranks, count) \
	EXPECT_ARRAY(c, ranks, count, "ranks"); \
	for (int i = 0; i < (count); i++) \
	EXPECT(c, (ranks)[i] >= 0 && (ranks)[i] < (c)->size, MPI_ERR_RANK, \
		"expected ranks from 0 to %d, got %d", (c)->size - 1, (ranks)[i])
/* MPI_WEIGHTS_EMPTY stands for an array without elements. */
#define EXPECT_WEIGHTS(c, weights, count) \
	do { \
		if ((weights) == MPI_UNWEIGHTED || ((weights) == MPI_WEIGHTS_EMPTY && !(count))) break; \
		EXPECT_ARRAY(c, weights, count, "weights"); \
		for (int i = 0; i < (count); i++) \
			EXPECT(c, (weights)[i] >= 0, MPI_ERR_ARG, "expected weights of 0 or more, got %d", \
				(weights)[i]); \
	} while (0)

MPI_CALL(Dist_graph_create_adjacent,
	(MPI_Comm old, int indegree, const int sources[], const int source_weights[], int outdegree,
		const int destinations[], const int destination_weights[], MPI_Info info, int reorder,
		MPI_Comm *comm))
{
	ENTER(Dist_graph_create_adjacent);
	INTRACOMM_ARGUMENT(c, old);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_DEGREE(c, indegree, "an indegree");
	EXPECT_DEGREE(c, outdegree, "an outdegree");
	EXPECT_RANKS(c, sources, indegree);
	EXPECT_RANKS(c, destinations, outdegree);
	EXPECT_WEIGHTS(c, source_weights, indegree);
	EXPECT_WEIGHTS(c, destination_weights, outdegree);
	*comm = MPI_COMM_NULL;
	int weighted = source_weights != MPI_UNWEIGHTED;
	EXPECT(c, weighted == (destination_weights != MPI_UNWEIGHTED), MPI_ERR_ARG,
		"expected weights for both directions or for none");
	struct topology *t = dist_graph_new(indegree, outdegree, weighted);
	if (t && indegree) memcpy(t->sources, sources, indegree * sizeof(int));
	if (t && outdegree) memcpy(t->destinations, destinations, outdegree * sizeof(int));
	if (t && weighted && indegree)
		memcpy(t->source_weights, source_weights, indegree * sizeof(int));
	if (t && weighted && outdegree)
		memcpy(t->destination_weights, destination_weights, outdegree * sizeof(int));
	EXPECT(c, t, MPI_ERR_NO_MEM, "for a topology");
	return topology_give(c, c->size, t, comm);
}

MPI_CALL(Dist_graph_create,
	(MPI_Comm old, int n, const int sources[], const int degrees[], const int destinations[],
		const int weights[], MPI_Info info, int reorder, MPI_Comm *comm))
{
	ENTER(Dist_graph_create);
	INTRACOMM_ARGUMENT(c, old);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_DEGREE(c, n, "a number of sources");
	EXPECT_RANKS(c, sources, n);
	EXPECT_ARRAY(c, degrees, n, "degrees");
	int count = 0;
	for (int i = 0; i < n; i++) {
		EXPECT(
			c, degrees[i] >= 0, MPI_ERR_ARG, "expected degrees of 0 or more, got %d", degrees[i]);
		count += degrees[i];
	}
	EXPECT_RANKS(c, destinations, count);
	EXPECT_WEIGHTS(c, weights, count);
	*comm = MPI_COMM_NULL;
	int weighted = weights != MPI_UNWEIGHTED;
	struct edge *mine = malloc(count * sizeof *mine + 1);
	EXPECT(c, mine, MPI_ERR_NO_MEM, "for edges");
	for (int i = 0, at = 0; i < n; i++) {
		for (int j = 0; j < degrees[i]; j++, at++)
			mine[at] = (struct edge){ sources[i], destinations[at], weighted ? weights[at] : 0 };
	}
	struct topology *t;
	int error = dist_graph_gather(c, mine, count, weighted, &t);
	free(mine);
	if (error == MPI_ERR_NO_MEM) return fail(c, error, "for a topology");
	return error ? fail_noted(c, error) : topology_give(c, c->size, t, comm);
}

#define DIST_GRAPH_ARGUMENT(c, t, handle) \
	COMM_ARGUMENT(c, handle); \
	const struct topology *t = c->topology; \
	EXPECT(c, t && t->kind == MPI_DIST_GRAPH, MPI_ERR_TOPOLOGY, \
		"expected a communicator with a distributed graph topology")

MPI_CALL(Dist_graph_neighbors_count, (MPI_Comm comm, int *indegree, int *outdegree, int *weighted))
{
	ENTER(Dist_graph_neighbors_count);
	DIST_GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, indegree && outdegree && weighted, MPI_ERR_ARG,
		"expected places for two degrees and a flag, got NULL");
	*indegree = t->in;
	*outdegree = t->out;
	*weighted = t->weighted;
	return MPI_SUCCESS;
}

/* Copies what there is room for. */
static void copy(int to[], const int from[], int count, int max)
{
	int most = count < max ? count : max;
	if (most > 0) memcpy(to, from, most * sizeof(int));
}

MPI_CALL(Dist_graph_neighbors,
	(MPI_Comm comm, int max_in, int sources[], int source_weights[], int max_out,
		int destinations[], int destination_weights[]))
{
	ENTER(Dist_graph_neighbors);
	DIST_GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, max_in >= 0 && max_out >= 0, MPI_ERR_ARG,
		"expected room for 0 neighbours or more, got %d and %d", max_in, max_out);
	EXPECT_ARRAY(c, sources, max_in, "sources");
	EXPECT_ARRAY(c, destinations, max_out, "destinations");
	copy(sources, t->sources, t->in, max_in);
	copy(destinations, t->destinations, t->out, max_out);
	if (!t->weighted) return MPI_SUCCESS;
	if (source_weights != MPI_UNWEIGHTED && source_weights != MPI_WEIGHTS_EMPTY)
		copy(source_weights, t->source_weights, t->in, max_in);
	if (destination_weights != MPI_UNWEIGHTED && destination_weights != MPI_WEIGHTS_EMPTY)
		copy(destination_weights, t->destination_weights, t->out, max_out);
	return MPI_SUCCESS;
}
