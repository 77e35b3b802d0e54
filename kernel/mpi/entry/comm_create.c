/* Communicators of groups (MPI-3.1, 6.4.2). */
#include "arguments.h"
#include "comm/make.h"

static int part_of(const struct group *part, const struct group *whole)
{
	for (int i = 0; i < part->size; i++)
		if (group_rank_of(whole, part->process[i]) == MPI_UNDEFINED) return 0;
	return 1;
}

#define EXPECT_PART_OF(c, g) \
	EXPECT(c, part_of(g, c->group), MPI_ERR_GROUP, \
		"expected a group of processes of the communicator's, got one with others")

MPI_CALL(Comm_create, (MPI_Comm old, MPI_Group group, MPI_Comm *comm))
{
	ENTER(Comm_create);
	COMM_ARGUMENT(c, old);
	GROUP_ARGUMENT(g, group);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_PART_OF(c, g);
	*comm = MPI_COMM_NULL;
	struct comm *made;
	/* Both sides' groups are told to the other; a side without processes leaves nothing to make. */
	int error = c->remote ? comm_make_inter(c, g, &made) : comm_make(c, g, &made);
	if (error) return fail_noted(c, error);
	if (made) *comm = comm_handle(made);
	return MPI_SUCCESS;
}

/* Only the group's processes take part. */
MPI_CALL(Comm_create_group, (MPI_Comm old, MPI_Group group, int tag, MPI_Comm *comm))
{
	ENTER(Comm_create_group);
	INTRACOMM_ARGUMENT(c, old);
	GROUP_ARGUMENT(g, group);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT(c, tag >= 0, MPI_ERR_TAG, "expected a tag of 0 or more, got %d", tag);
	EXPECT_PART_OF(c, g);
	*comm = MPI_COMM_NULL;
	if (g->rank == MPI_UNDEFINED) return MPI_SUCCESS;
	struct comm *made;
	int error = comm_make_among(c, g, tag, &made);
	if (error == MPI_ERR_NO_MEM) return fail(c, error, "for a communicator");
	if (error) return fail_noted(c, error);
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}
