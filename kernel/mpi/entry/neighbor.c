/* Neighbourhood collectives (MPI-3.1, 7.6). */
#include "collective.h"
#include "object/topology.h"

static struct topology *check_topology(struct comm *c, int *error)
{
	if (!c->topology)
		*error = fail(c, MPI_ERR_TOPOLOGY,
			"expected a communicator with a topology: of MPI_Cart_create, MPI_Graph_create or "
			"MPI_Dist_graph_create");
	return c->topology;
}

static int alltoall(struct plan *p, struct blocks from, MPI_Datatype outtype, struct blocks to,
	MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	struct topology *n;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(n = check_topology(c, &error))) return error;
	if (!from.types && !(from.type = check_type(c, outtype, &error))) return error;
	if (!to.types && !(to.type = check_type(c, intype, &error))) return error;
	if (!check_blocks(c, &from, n->out, &error) || !check_blocks(c, &to, n->in, &error))
		return error;
	return coll_neighbor(p, c, &from, &to);
}

static int allgather(struct plan *p, const void *out, int outcount, MPI_Datatype outtype,
	struct blocks to, MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	datatype *t;
	struct topology *n;
	struct comm *c = check_comm(comm, &error);
	if (!c || !(n = check_topology(c, &error)) || !check_count(c, outcount, &error) ||
		!(t = check_type(c, outtype, &error)))
		return error;
	if (n->out && !check_buffer(c, out, outcount, t, &error)) return error;
	if (!(to.type = check_type(c, intype, &error)) || !check_blocks(c, &to, n->in, &error))
		return error;
	return coll_neighbor_same(p, c, out, outcount, t, &to);
}

COLLECTIVE(Neighbor_allgather, Ineighbor_allgather,
	allgather(p, out, outcount, outtype, EQUAL(in, incount), intype, comm), comm, const void *out,
	int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Neighbor_allgatherv, Ineighbor_allgatherv,
	allgather(p, out, outcount, outtype, VARIED(in, incounts, offsets), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, const int incounts[],
	const int offsets[], MPI_Datatype intype, MPI_Comm comm)
COLLECTIVE(Neighbor_alltoall, Ineighbor_alltoall,
	alltoall(p, EQUAL(out, outcount), outtype, EQUAL(in, incount), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype,
	MPI_Comm comm)
COLLECTIVE(Neighbor_alltoallv, Ineighbor_alltoallv,
	alltoall(p, VARIED(out, outcounts, outoffsets), outtype, VARIED(in, incounts, inoffsets),
		intype, comm),
	comm, const void *out, const int outcounts[], const int outoffsets[], MPI_Datatype outtype,
	void *in, const int incounts[], const int inoffsets[], MPI_Datatype intype, MPI_Comm comm)

static struct blocks typed(
	const void *buffer, const int *counts, const MPI_Aint *offsets, const MPI_Datatype *types)
{
	return (struct blocks){ .varied = 1,
		.buffer = (void *)buffer,
		.counts = counts,
		.far_offsets = offsets,
		.types = types };
}
COLLECTIVE(Neighbor_alltoallw, Ineighbor_alltoallw,
	alltoall(p, typed(out, outcounts, outoffsets, outtypes), 0,
		typed(in, incounts, inoffsets, intypes), 0, comm),
	comm, const void *out, const int outcounts[], const MPI_Aint outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const MPI_Aint inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm)
