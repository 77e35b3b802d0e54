/* Distributed graph topologies: every process knows its neighbours. */
#include <stdlib.h>
#include <string.h>
#include "comm/talk.h"
#include "make.h"

struct topology *dist_graph_new(int in, int out, int weighted)
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
static int gather_edges(
	struct comm *c, const struct edge mine[], int count, struct edge **all, int *total)
{
	int *counts = malloc(c->size * sizeof *counts);
	if (!counts) return MPI_ERR_NO_MEM;
	struct participants participants = participants_of(c);
	int error = talk_gather(&participants, &count, counts, sizeof(int));
	*total = 0;
	for (int rank = 0; rank < c->size && !error; rank++) *total += counts[rank];
	*all = error ? 0 : malloc(*total * sizeof **all + 1);
	if (!error && !*all) error = MPI_ERR_NO_MEM;
	int at = 0;
	for (int rank = 0; rank < c->size && !error; rank++) {
		if (rank == c->rank && count) memcpy(*all + at, mine, count * sizeof *mine);
		if (counts[rank])
			error = talk_all(&participants, rank, *all + at, counts[rank] * sizeof *mine);
		at += counts[rank];
	}
	free(counts);
	return error;
}

int dist_graph_gather(
	struct comm *c, const struct edge mine[], int count, int weighted, struct topology **t)
{
	struct edge *all = 0;
	int total, error = gather_edges(c, mine, count, &all, &total);
	*t = error ? 0 : neighbours(all, total, c->rank, weighted);
	free(all);
	return error || *t ? error : MPI_ERR_NO_MEM;
}
