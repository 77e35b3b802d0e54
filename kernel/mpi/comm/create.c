/* A communicator that only its processes make. */
#include <stdlib.h>
#include "make.h"
#include "talk.h"

int comm_make_among(struct comm *old, struct group *group, int tag, struct comm **made)
{
	int *ranks = malloc(group->size * sizeof *ranks);
	struct comm *c = ranks ? comm_new(group, 0, -1) : 0;
	if (!c) {
		free(ranks);
		return MPI_ERR_NO_MEM;
	}
	for (int i = 0; i < group->size; i++) ranks[i] = group_rank_of(old->group, group->process[i]);
	const struct participants among = { old, group->size, group->rank,
		CREATE_GROUP_TAGS | (tag & (CREATE_GROUP_TAGS - 1)), ranks };
	if (!group->rank) c->context = comm_new_context();
	int error = talk_all(&among, 0, &c->context, sizeof c->context);
	free(ranks);
	if (error) {
		comm_release(c);
		return error;
	}
	comm_inherit(c, old);
	*made = c;
	return MPI_SUCCESS;
}
