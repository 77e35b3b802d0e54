/* MPI_Alltoall(v, w) (MPI-3.1, 5.8). */
#include "collective.h"

static int alltoall(struct plan *p, struct blocks from, MPI_Datatype outtype, struct blocks to,
	MPI_Datatype intype, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	if (!c) return error;
	int size = comm_remote_size(c), aside = in_place(from.buffer) && !c->remote;
	if (!to.types && !(to.type = check_type(c, intype, &error))) return error;
	if (!aside && !from.types && !(from.type = check_type(c, outtype, &error))) return error;
	if (!check_blocks(c, &to, size, &error) || (!aside && !check_blocks(c, &from, size, &error)))
		return error;
	return coll_alltoall(p, c, &from, &to, aside);
}

COLLECTIVE(Alltoall, Ialltoall,
	alltoall(p, EQUAL(out, outcount), outtype, EQUAL(in, incount), intype, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype,
	MPI_Comm comm)
COLLECTIVE(Alltoallv, Ialltoallv,
	alltoall(p, VARIED(out, outcounts, outoffsets), outtype, VARIED(in, incounts, inoffsets),
		intype, comm),
	comm, const void *out, const int outcounts[], const int outoffsets[], MPI_Datatype outtype,
	void *in, const int incounts[], const int inoffsets[], MPI_Datatype intype, MPI_Comm comm)

static struct blocks typed(
	const void *buffer, const int *counts, const int *offsets, const MPI_Datatype *types)
{
	return (struct blocks){
		.varied = 1, .buffer = (void *)buffer, .counts = counts, .offsets = offsets, .types = types
	};
}
COLLECTIVE(Alltoallw, Ialltoallw,
	alltoall(p, typed(out, outcounts, outoffsets, outtypes), 0,
		typed(in, incounts, inoffsets, intypes), 0, comm),
	comm, const void *out, const int outcounts[], const int outoffsets[],
	const MPI_Datatype outtypes[], void *in, const int incounts[], const int inoffsets[],
	const MPI_Datatype intypes[], MPI_Comm comm)
