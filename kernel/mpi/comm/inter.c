/* Inter-communicators (MPI-3.1, 6.6). */
#include "make.h"
#include "talk.h"

struct comm *comm_new_inter(struct comm *old, struct group *local, struct group *remote)
{
	struct comm *c = comm_new(local, remote, -1);
	if (!c) return 0;
	c->local = comm_new(local, 0, -1);
	if (!c->local) {
		comm_release(c);
		return 0;
	}
	comm_inherit(c, old);
	return c;
}

int comm_make_inter(struct comm *old, struct group *local, struct comm **made)
{
	int remote_size;
	*made = 0;
	int error = talk_across(old, &local->size, sizeof(int), &remote_size, sizeof(int));
	if (error) return error;
	struct group *remote = group_new(remote_size);
	if (!remote) return MPI_ERR_NO_MEM;
	error = talk_across(
		old, local->process, local->size * sizeof(int), remote->process, remote_size * sizeof(int));
	struct comm *c = 0;
	if (!error && local->rank != MPI_UNDEFINED && remote_size) {
		c = comm_new_inter(old, local, remote);
		if (!c) error = MPI_ERR_NO_MEM;
	}
	if (!error) error = comm_give_contexts(old, c);
	group_release(remote);
	if (!error) *made = c;
	else if (c) comm_release(c);
	return error;
}
