/* Copies of communicators. */
#include "make.h"
#include "object/topology.h"

int comm_copy(
	struct comm *old, MPI_Comm handle, const struct info *info, struct comm **copy, int *refused)
{
	struct comm *c = comm_new(old->group, old->remote, -1);
	struct comm *local = c && old->remote ? comm_new(old->group, 0, -1) : 0;
	*refused = 0;
	if (!c || (old->remote && !local) || (info && comm_hints(c, info))) {
		if (local) comm_release(local);
		if (c) comm_release(c);
		return MPI_ERR_NO_MEM;
	}
	c->local = local;
	comm_inherit(c, old);
	c->topology = old->topology;
	if (c->topology) topology_keep(c->topology);
	int error = attributes_copy(OBJECT_COMM, handle, old->attributes, &c->attributes);
	if (!error) {
		*copy = c;
		return MPI_SUCCESS;
	}
	*refused = 1;
	comm_drop(c);
	return error;
}

void comm_drop(struct comm *copy)
{
	attributes_drop(&copy->attributes);
	comm_release(copy);
}
