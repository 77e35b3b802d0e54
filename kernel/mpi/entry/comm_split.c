/* Splitting communicators (MPI-3.1, 6.4.2). */
#include "arguments.h"
#include "comm/make.h"

static int split(struct comm *c, int color, int key, MPI_Comm *comm)
{
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	struct comm *made;
	int error = comm_make_split(c, color, key, &made);
	if (error) return fail_noted(c, error);
	if (made) *comm = comm_handle(made);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_split, (MPI_Comm old, int color, int key, MPI_Comm *comm))
{
	ENTER(Comm_split);
	COMM_ARGUMENT(c, old);
	EXPECT(c, color >= 0 || color == MPI_UNDEFINED, MPI_ERR_ARG,
		"expected a color of 0 or more, or MPI_UNDEFINED, got %d", color);
	return split(c, color, key, comm);
}

/* Processes that can share memory are the ranks of one isle. */
MPI_CALL(Comm_split_type, (MPI_Comm old, int type, int key, MPI_Info info, MPI_Comm *comm))
{
	ENTER(Comm_split_type);
	COMM_ARGUMENT(c, old);
	EXPECT(c, type == MPI_COMM_TYPE_SHARED || type == MPI_UNDEFINED, MPI_ERR_ARG,
		"expected MPI_COMM_TYPE_SHARED or MPI_UNDEFINED, got %d", type);
	return split(c, type == MPI_UNDEFINED ? MPI_UNDEFINED : hermit_isle(), key, comm);
}
