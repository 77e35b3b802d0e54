/* Distributed graph topologies (MPI-3.1, 7.5.4): every process knows its neighbours. */
#include <stdlib.h>
#include <string.h>
#include "entry/arguments.h"
#include "comm/talk.h"
#include "object/topology.h"

/* One edge as a process told it. */
struct edge { int source, destination, weight; };

static struct topology *dist_graph_new(int in, int out, int weighted)
{
	struct topology *t = topology_new(MPI_DIST_GRAPH, (in + out) * (weighted ? 2 : 1));
	if (!t) return 0;
	int *end = (int *)(t + 1);
	t->in = in;
	t->out = out;
	t->weighted = weighted;
	t->sources = topology_array(t, &end, 0, in);
	t->destinations = topology_array(t, &end, 0, out);
	if (weighted) {
		t->source_weights = topology_array(t, &end, 0, in);
		t->destination_weights = topology_array(t, &end, 0, out);
	}
	return t;
}

/* A communicator of the same processes with that topology, which it takes. */
static int give(struct comm *c, struct topology *t, MPI_Comm *comm)
{
	struct comm *made;
	EXPECT(c, t, MPI_ERR_NO_MEM, "for a topology");
	int error = comm_make_first(c, c->size, &made);
	if (error) {
		topology_release(t);
		return p2p_fail(c, error);
	}
	made->topology = t;
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}

#define EXPECT_DEGREE(c, degree, what) EXPECT(c, (degree) >= 0, MPI_ERR_ARG, "expected " what " of 0 or more, got %d", degree)
#define EXPECT_RANKS(c, ranks, count) \
	EXPECT_ARRAY(c, ranks, count, "ranks"); \
	for (int i = 0; i < (count); i++) EXPECT(c, (ranks)[i] >= 0 && (ranks)[i] < (c)->size, MPI_ERR_RANK, "expected ranks from 0 to %d, got %d", \
		(c)->size - 1, (ranks)[i])
/* MPI_WEIGHTS_EMPTY stands for an array without elements. */
#define EXPECT_WEIGHTS(c, weights, count) do { \
		if ((weights) == MPI_UNWEIGHTED || ((weights) == MPI_WEIGHTS_EMPTY && !(count))) break; \
		EXPECT_ARRAY(c, weights, count, "weights"); \
		for (int i = 0; i < (count); i++) EXPECT(c, (weights)[i] >= 0, MPI_ERR_ARG, "expected weights of 0 or more, got %d", (weights)[i]); \
	} while (0)

MPI_CALL(Dist_graph_create_adjacent, (MPI_Comm old, int indegree, const int sources[], const int source_weights[], int outdegree,
	const int destinations[], const int destination_weights[], MPI_Info info, int reorder, MPI_Comm *comm))
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
	EXPECT(c, weighted == (destination_weights != MPI_UNWEIGHTED), MPI_ERR_ARG, "expected weights for both directions or for none");
	struct topology *t = dist_graph_new(indegree, outdegree, weighted);
	if (t && indegree) memcpy(t->sources, sources, indegree * sizeof(int));
	if (t && outdegree) memcpy(t->destinations, destinations, outdegree * sizeof(int));
	if (t && weighted && indegree) memcpy(t->source_weights, source_weights, indegree * sizeof(int));
	if (t && weighted && outdegree) memcpy(t->destination_weights, destination_weights, outdegree * sizeof(int));
	return give(c, t, comm);
}

/* The topology of a process among all edges, in the order in which processes told them. */
static struct topology *neighbours(const struct edge all[], int count, int rank, int weighted)
{
	int in = 0, out = 0;
	for (int i = 0; i < count; i++) {
		in += all[i].destination == rank;
		out += all[i].source == rank;
	}
	struct topology *t = dist_graph_new(in, out, weighted);
	if (!t) return 0;
	in = out = 0;
	for (int i = 0; i < count; i++) {
		if (all[i].destination == rank) {
			if (weighted) t->source_weights[in] = all[i].weight;
			t->sources[in++] = all[i].source;
		}
		if (all[i].source == rank) {
			if (weighted) t->destination_weights[out] = all[i].weight;
			t->destinations[out++] = all[i].destination;
		}
	}
	return t;
}

/* Everybody learns all edges: rank after rank tells its own. */
static int gather_edges(struct comm *c, const struct edge mine[], int count, struct edge **all, int *total)
{
	int *counts = malloc(c->size * sizeof *counts);
	if (!counts) return MPI_ERR_NO_MEM;
	struct circle circle = circle_of(c);
	int error = talk_gather(&circle, &count, counts, sizeof(int));
	*total = 0;
	for (int rank = 0; rank < c->size && !error; rank++) *total += counts[rank];
	*all = error ? 0 : malloc(*total * sizeof **all + 1);
	if (!error && !*all) error = MPI_ERR_NO_MEM;
	int at = 0;
	for (int rank = 0; rank < c->size && !error; rank++) {
		if (rank == c->rank && count) memcpy(*all + at, mine, count * sizeof *mine);
		if (counts[rank]) error = talk_all(&circle, rank, *all + at, counts[rank] * sizeof *mine);
		at += counts[rank];
	}
	free(counts);
	return error;
}

MPI_CALL(Dist_graph_create, (MPI_Comm old, int n, const int sources[], const int degrees[], const int destinations[], const int weights[],
	MPI_Info info, int reorder, MPI_Comm *comm))
{
	ENTER(Dist_graph_create);
	INTRACOMM_ARGUMENT(c, old);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_DEGREE(c, n, "a number of sources");
	EXPECT_RANKS(c, sources, n);
	EXPECT_ARRAY(c, degrees, n, "degrees");
	int count = 0;
	for (int i = 0; i < n; i++) {
		EXPECT(c, degrees[i] >= 0, MPI_ERR_ARG, "expected degrees of 0 or more, got %d", degrees[i]);
		count += degrees[i];
	}
	EXPECT_RANKS(c, destinations, count);
	EXPECT_WEIGHTS(c, weights, count);
	*comm = MPI_COMM_NULL;
	int weighted = weights != MPI_UNWEIGHTED;
	struct edge *mine = malloc(count * sizeof *mine + 1), *all = 0;
	EXPECT(c, mine, MPI_ERR_NO_MEM, "for edges");
	for (int i = 0, at = 0; i < n; i++) {
		for (int j = 0; j < degrees[i]; j++, at++) mine[at] = (struct edge){ sources[i], destinations[at], weighted ? weights[at] : 0 };
	}
	int total, error = gather_edges(c, mine, count, &all, &total);
	struct topology *t = error ? 0 : neighbours(all, total, c->rank, weighted);
	free(mine);
	free(all);
	return error ? p2p_fail(c, error) : give(c, t, comm);
}

#define DIST_GRAPH_ARGUMENT(c, t, handle) \
	COMM_ARGUMENT(c, handle); \
	const struct topology *t = c->topology; \
	EXPECT(c, t && t->kind == MPI_DIST_GRAPH, MPI_ERR_TOPOLOGY, "expected a communicator with a distributed graph topology")

MPI_CALL(Dist_graph_neighbors_count, (MPI_Comm comm, int *indegree, int *outdegree, int *weighted))
{
	ENTER(Dist_graph_neighbors_count);
	DIST_GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, indegree && outdegree && weighted, MPI_ERR_ARG, "expected places for two degrees and a flag, got NULL");
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

MPI_CALL(Dist_graph_neighbors, (MPI_Comm comm, int max_in, int sources[], int source_weights[], int max_out, int destinations[],
	int destination_weights[]))
{
	ENTER(Dist_graph_neighbors);
	DIST_GRAPH_ARGUMENT(c, t, comm);
	EXPECT(c, max_in >= 0 && max_out >= 0, MPI_ERR_ARG, "expected room for 0 neighbours or more, got %d and %d", max_in, max_out);
	EXPECT_ARRAY(c, sources, max_in, "sources");
	EXPECT_ARRAY(c, destinations, max_out, "destinations");
	copy(sources, t->sources, t->in, max_in);
	copy(destinations, t->destinations, t->out, max_out);
	if (!t->weighted) return MPI_SUCCESS;
	if (source_weights != MPI_UNWEIGHTED && source_weights != MPI_WEIGHTS_EMPTY) copy(source_weights, t->source_weights, t->in, max_in);
	if (destination_weights != MPI_UNWEIGHTED && destination_weights != MPI_WEIGHTS_EMPTY) copy(destination_weights, t->destination_weights, t->out, max_out);
	return MPI_SUCCESS;
}
