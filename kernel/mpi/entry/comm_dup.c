/* Duplicates of communicators, and their end (MPI-3.1, 6.4.2, 6.4.3). */
#include "arguments.h"
#include "coll/coll.h"
#include "comm/make.h"
#include "object/info.h"

static int copy_of(struct comm *old, MPI_Comm handle, const struct info *info, struct comm **copy)
{
	int refused, error = comm_copy(old, handle, info, copy, &refused);
	if (!error) return MPI_SUCCESS;
	return refused
		? fail(old, error, "a copy function of the communicator's attributes returned %d", error)
		: fail(old, error, "for a communicator");
}

static int dup(struct comm *c, MPI_Comm old, const struct info *info, MPI_Comm *comm)
{
	struct comm *copy;
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	int error = copy_of(c, old, info, &copy);
	if (error) return error;
	error = comm_give_contexts(c, copy);
	if (error) {
		comm_drop(copy);
		return fail_noted(c, error);
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
	EXPECT(c, info == MPI_INFO_NULL || info_of(info), MPI_ERR_INFO,
		"expected an info object or MPI_INFO_NULL, got %p", (void *)info);
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
	error = comm_begin_contexts(c, copy, request);
	if (error) {
		comm_drop(copy);
		return fail_noted(c, error);
	}
	*comm = comm_handle(copy);
	return MPI_SUCCESS;
}

/* Gives the handle up. */
static int let_go(struct process *me, struct comm *c, MPI_Comm *comm)
{
	EXPECT(c, c != me->world && c != me->alone, MPI_ERR_COMM, "%s can't be freed", c->name);
	int error = attributes_delete(OBJECT_COMM, *comm, &c->attributes);
	EXPECT(
		c, !error, error, "a delete function of the communicator's attributes returned %d", error);
	/* Requests under way keep it, but the handle is none any more. */
	c->object.kind = 0;
	comm_release(c);
	*comm = MPI_COMM_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_free, (MPI_Comm * comm))
{
	ENTER(Comm_free);
	EXPECT_PLACE(0, comm, "a communicator");
	COMM_ARGUMENT(c, *comm);
	return let_go(me, c, comm);
}

/* What is under way in the communicator is complete in all its processes when each has come here, and waited for what it began (10.5.4). */
MPI_CALL(Comm_disconnect, (MPI_Comm * comm))
{
	ENTER(Comm_disconnect);
	EXPECT_PLACE(0, comm, "a communicator");
	COMM_ARGUMENT(c, *comm);
	EXPECT(c, c != me->world && c != me->alone, MPI_ERR_COMM, "%s can't be disconnected", c->name);
	int error = coll_synchronize(c);
	if (error) return fail_noted(c, error);
	return let_go(me, c, comm);
}

/* No process was started by another. */
MPI_CALL(Comm_get_parent, (MPI_Comm * parent))
{
	ENTER(Comm_get_parent);
	EXPECT_PLACE(0, parent, "the parent");
	*parent = MPI_COMM_NULL;
	return MPI_SUCCESS;
}
