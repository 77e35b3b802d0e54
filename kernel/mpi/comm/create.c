/* Communicators of groups (MPI-3.1, 6.4.2). */
#include <stdlib.h>
#include "entry/arguments.h"
#include "inter.h"
#include "talk.h"

static int part_of(const struct group *part, const struct group *whole)
{
	for (int i = 0; i < part->size; i++) if (group_rank_of(whole, part->process[i]) == MPI_UNDEFINED) return 0;
	return 1;
}

#define EXPECT_PART_OF(c, g) \
	EXPECT(c, part_of(g, c->group), MPI_ERR_GROUP, "expected a group of processes of the communicator's, got one with others")

/* Both sides' groups are told to the other; a side without processes leaves nothing to make. */
static int create_inter(struct comm *c, struct group *g, MPI_Comm *comm)
{
	struct comm *made;
	int error = comm_make_inter(c, g, &made);
	if (error) return p2p_fail(c, error);
	*comm = made ? comm_handle(made) : MPI_COMM_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_create, (MPI_Comm old, MPI_Group group, MPI_Comm *comm))
{
	ENTER(Comm_create);
	COMM_ARGUMENT(c, old);
	GROUP_ARGUMENT(g, group);
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_PART_OF(c, g);
	*comm = MPI_COMM_NULL;
	if (c->remote) return create_inter(c, g, comm);
	struct comm *made;
	int error = comm_make(c, g, &made);
	if (error) return p2p_fail(c, error);
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
	int *ranks = malloc(g->size * sizeof *ranks);
	struct comm *made = ranks ? comm_new(g, 0, -1) : 0;
	if (!made) {
		free(ranks);
		return fail(c, MPI_ERR_NO_MEM, "for a communicator");
	}
	for (int i = 0; i < g->size; i++) ranks[i] = group_rank_of(c->group, g->process[i]);
	const struct circle circle = { c, g->size, g->rank, CREATE_GROUP_TAGS | (tag & (CREATE_GROUP_TAGS - 1)), ranks };
	if (!g->rank) made->context = context_new();
	int error = talk_all(&circle, 0, &made->context, sizeof made->context);
	free(ranks);
	if (error) {
		comm_release(made);
		return p2p_fail(c, error);
	}
	comm_inherit(made, c);
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}
