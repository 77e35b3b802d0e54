/* Neighbourhood collectives (MPI-3.1, 7.6): a message along each edge. */
#include "coll.h"
#include "object/topology.h"

/*
 * Where two processes are joined by several edges (rings of one or two in a Cartesian topology are), messages are matched in their order: so receives are
 * posted in the order in which the other sends. What a Cartesian process sends to the one before, edge 2d, arrives there from the one behind, edge 2d + 1.
 */
static void along_edges(struct plan *p, const struct topology *n, const struct blocks *from, const struct blocks *to)
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

static struct topology *check_topology(struct comm *c, int *error)
{
	if (!c->topology) *error = fail(c, MPI_ERR_TOPOLOGY, "expected a communicator with a topology: of MPI_Cart_create, MPI_Graph_create or MPI_Dist_graph_create");
	return c->topology;
}

static int alltoall(struct plan *p, struct blocks from, MPI_Datatype outtype, struct blocks to, MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	struct topology *n;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(n = check_topology(c, &error))) return error;
	if (!from.types && !(from.type = check_type(c, outtype, &error))) return error;
	if (!to.types && !(to.type = check_type(c, intype, &error))) return error;
	if (!check_blocks(c, &from, n->out, &error) || !check_blocks(c, &to, n->in, &error)) return error;
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, 0, -1, 1, 0);
	along_edges(p, n, &from, &to);
	return MPI_SUCCESS;
}

/* The same block to each. */
static int allgather(struct plan *p, const void *out, int outcount, MPI_Datatype outtype, struct blocks to, MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	datatype *t;
	struct topology *n;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(n = check_topology(c, &error)) || !check_count(c, outcount, &error) || !(t = check_type(c, outtype, &error))) return error;
	if (n->out && !check_buffer(c, out, outcount, t, &error)) return error;
	if (!(to.type = check_type(c, intype, &error)) || !check_blocks(c, &to, n->in, &error)) return error;
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, 0, -1, 1, 0);
	int *counts = plan_memory(p, 2 * n->out * sizeof(int));
	if (!counts) return MPI_SUCCESS;
	for (int i = 0; i < n->out; i++) {
		counts[i] = outcount;
		counts[n->out + i] = 0;
	}
	struct blocks from = { .varied = 1, .buffer = (void *)out, .type = t, .counts = counts, .offsets = counts + n->out };
	along_edges(p, n, &from, &to);
	return MPI_SUCCESS;
}

COLLECTIVE(Neighbor_allgather, Ineighbor_allgather, allgather(p, out, outcount, outtype, EQUAL(in, incount), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Neighbor_allgatherv, Ineighbor_allgatherv, allgather(p, out, outcount, outtype, VARIED(in, incounts, offsets), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, const int incounts[], const int offsets[], MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Neighbor_alltoall, Ineighbor_alltoall, alltoall(p, EQUAL(out, outcount), outtype, EQUAL(in, incount), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Neighbor_alltoallv, Ineighbor_alltoallv,
	alltoall(p, VARIED(out, outcounts, outoffsets), outtype, VARIED(in, incounts, inoffsets), intype, comm), comm,
	const void *out, const int outcounts[], const int outoffsets[], MPI_Datatype outtype, void *in, const int incounts[], const int inoffsets[],
	MPI_Datatype intype, MPI_Comm comm)

static struct blocks typed(const void *buffer, const int *counts, const MPI_Aint *offsets, const MPI_Datatype *types)
{
	return (struct blocks){ .varied = 1, .buffer = (void *)buffer, .counts = counts, .far_offsets = offsets, .types = types };
}
COLLECTIVE(Neighbor_alltoallw, Ineighbor_alltoallw,
	alltoall(p, typed(out, outcounts, outoffsets, outtypes), 0, typed(in, incounts, inoffsets, intypes), 0, comm), comm,
	const void *out, const int outcounts[], const MPI_Aint outoffsets[], const MPI_Datatype outtypes[], void *in, const int incounts[],
	const MPI_Aint inoffsets[], const MPI_Datatype intypes[], MPI_Comm comm)
