/* Neighbourhood collectives: a message along each edge. */
#include "coll.h"
#include "object/topology.h"

/*
 * Where two processes are joined by several edges (rings of one or two in a Cartesian topology are), messages are matched in their order: so receives are
 * posted in the order in which the other sends. What a Cartesian process sends to the one before, edge 2d, arrives there from the one behind, edge 2d + 1.
 */
static void along_edges(
	struct plan *p, const struct topology *n, const struct blocks *from, const struct blocks *to)
{
	for (int i = 0; i < n->in; i++) {
		int edge = n->kind == MPI_CART ? i ^ 1 : i;
		if (n->sources[edge] == MPI_PROC_NULL) continue;
		struct block b = block_of(to, edge);
		plan_receive(p, b.buffer, b.count, b.type, n->sources[edge]);
	}
	for (int i = 0; i < n->out; i++) {
		if (n->destinations[i] == MPI_PROC_NULL) continue;
		struct block b = block_of(from, i);
		plan_send(p, b.buffer, b.count, b.type, n->destinations[i]);
	}
}

int coll_neighbor(
	struct plan *p, struct comm *c, const struct blocks *from, const struct blocks *to)
{
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, 0, -1, 1, 0);
	along_edges(p, c->topology, from, to);
	return MPI_SUCCESS;
}

/* The same block to each. */
int coll_neighbor_same(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to)
{
	const struct topology *n = c->topology;
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, 0, -1, 1, 0);
	int *counts = plan_memory(p, 2 * n->out * sizeof(int));
	if (!counts) return MPI_SUCCESS;
	for (int i = 0; i < n->out; i++) {
		counts[i] = outcount;
		counts[n->out + i] = 0;
	}
	struct blocks from = {
		.varied = 1, .buffer = (void *)out, .type = t, .counts = counts, .offsets = counts + n->out
	};
	along_edges(p, n, &from, to);
	return MPI_SUCCESS;
}
