/* Duplicates of communicators, and their end (MPI-3.1, 6.4.2, 6.4.3). */
#include "entry/arguments.h"
#include "coll/coll.h"
#include "talk.h"
#include "object/info.h"
#include "object/topology.h"

/* A copy with everything but its contexts. Errors call the handler. */
static int copy_of(struct comm *old, MPI_Comm handle, const struct info *info, struct comm **copy)
{
	struct comm *c = comm_new(old->group, old->remote, -1);
	struct comm *local = c && old->remote ? comm_new(old->group, 0, -1) : 0;
	struct info *hints = c && info ? info_copy(info) : 0;
	if (!c || (old->remote && !local) || (info && !hints)) {
		if (hints) info_release(hints);
		if (local) comm_release(local);
		if (c) comm_release(c);
		return fail(old, MPI_ERR_NO_MEM, "for a communicator");
	}
	c->local = local;
	c->info = hints;
	comm_inherit(c, old);
	c->topology = old->topology;
	if (c->topology) topology_keep(c->topology);
	int error = attributes_copy(OBJECT_COMM, handle, old->attributes, &c->attributes);
	if (!error) {
		*copy = c;
		return MPI_SUCCESS;
	}
	attributes_drop(&c->attributes);
	comm_release(c);
	return fail(old, error, "a copy function of the communicator's attributes returned %d", error);
}

static int dup(struct comm *c, MPI_Comm old, const struct info *info, MPI_Comm *comm)
{
	struct comm *copy;
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	int error = copy_of(c, old, info, &copy);
	if (error) return error;
	error = contexts_give(c, copy);
	if (error) {
		attributes_drop(&copy->attributes);
		comm_release(copy);
		return p2p_fail(c, error);
	}
	*comm = comm_handle(copy);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_dup, (MPI_Comm old, MPI_Comm *comm))
{
	ENTER(Comm_dup);
	COMM_ARGUMENT(c, old);
	return dup(c, old, c->info, comm);
}

MPI_CALL(Comm_dup_with_info, (MPI_Comm old, MPI_Info info, MPI_Comm *comm))
{
	ENTER(Comm_dup_with_info);
	COMM_ARGUMENT(c, old);
	EXPECT(c, info == MPI_INFO_NULL || info_of(info), MPI_ERR_INFO, "expected an info object or MPI_INFO_NULL, got %p", (void *)info);
	return dup(c, old, info_of(info), comm);
}

/* The handle is there at once, but means something only when the request has completed. */
MPI_CALL(Comm_idup, (MPI_Comm old, MPI_Comm *comm, MPI_Request *request))
{
	ENTER(Comm_idup);
	COMM_ARGUMENT(c, old);
	struct comm *copy;
	EXPECT_PLACE(c, comm, "the communicator");
	EXPECT_PLACE(c, request, "the request");
	*comm = MPI_COMM_NULL;
	int error = copy_of(c, old, c->info, &copy);
	if (error) return error;
	error = contexts_begin(c, copy, request);
	if (error) {
		attributes_drop(&copy->attributes);
		comm_release(copy);
		return p2p_fail(c, error);
	}
	*comm = comm_handle(copy);
	return MPI_SUCCESS;
}

/* Gives the handle up. */
static int let_go(struct process *me, struct comm *c, MPI_Comm *comm)
{
	EXPECT(c, c != me->world && c != me->alone, MPI_ERR_COMM, "%s can't be freed", c->name);
	int error = attributes_delete(OBJECT_COMM, *comm, &c->attributes);
	EXPECT(c, !error, error, "a delete function of the communicator's attributes returned %d", error);
	/* Requests under way keep it, but the handle is none any more. */
	c->object.kind = 0;
	comm_release(c);
	*comm = MPI_COMM_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_free, (MPI_Comm *comm))
{
	ENTER(Comm_free);
	EXPECT_PLACE(0, comm, "a communicator");
	COMM_ARGUMENT(c, *comm);
	return let_go(me, c, comm);
}

/* What is under way in the communicator is complete in all its processes when each has come here, and waited for what it began (10.5.4). */
MPI_CALL(Comm_disconnect, (MPI_Comm *comm))
{
	ENTER(Comm_disconnect);
	EXPECT_PLACE(0, comm, "a communicator");
	COMM_ARGUMENT(c, *comm);
	EXPECT(c, c != me->world && c != me->alone, MPI_ERR_COMM, "%s can't be disconnected", c->name);
	struct plan p;
	plan_open(&p, c);
	plan_barrier(&p);
	int error = plan_finish(&p);
	if (error) return p2p_fail(c, error);
	return let_go(me, c, comm);
}

/* No process was started by another. */
MPI_CALL(Comm_get_parent, (MPI_Comm *parent))
{
	ENTER(Comm_get_parent);
	EXPECT_PLACE(0, parent, "the parent");
	*parent = MPI_COMM_NULL;
	return MPI_SUCCESS;
}
