/* Checks of arguments. */
#include "check.h"
#include "object/fail.h"

struct comm *check_comm(MPI_Comm handle, int *error)
{
	struct comm *c = comm_of(handle);
	if (likely(c != 0)) return c;
	*error = fail(0, MPI_ERR_COMM,
		handle ? "expected a communicator, got %p, which is none or was freed"
			   : "expected a communicator, got MPI_COMM_NULL",
		(void *)handle);
	return 0;
}

int check_count(struct comm *c, int count, int *error)
{
	if (likely(count >= 0)) return 1;
	*error = fail(c, MPI_ERR_COUNT, "expected a count of 0 or more, got %d", count);
	return 0;
}

datatype *check_type(struct comm *c, MPI_Datatype handle, int *error)
{
	datatype *t = type_of(handle);
	if (likely(t && t->flags & TYPE_COMMITTED)) return t;
	if (t)
		*error = fail(
			c, MPI_ERR_TYPE, "the datatype was not committed: call MPI_Type_commit first");
	else
		*error = fail(c, MPI_ERR_TYPE,
			handle ? "expected a datatype, got %p, which is none or was freed"
				   : "expected a datatype, got MPI_DATATYPE_NULL",
			(void *)handle);
	return 0;
}

int check_buffer(struct comm *c, const void *buffer, int count, datatype *t, int *error)
{
	uint64_t bytes = type_bytes(t, count);
	if (!bytes) return 1;
	if (buffer == MPI_BOTTOM && t->true_lb >= (MPI_Aint)NULL_PAGE) return 1;
	/* From the first byte of data to the last: an extent may be negative. */
	int64_t first = (uint32_t)buffer + (int64_t)t->true_lb, last = first + t->true_extent,
			across = (int64_t)t->extent * (count - 1);
	if (across < 0) first += across;
	else last += across;
	if (likely(first >= NULL_PAGE && last <= (int64_t)(uint32_t)*word(BOOT_MEMORY_LIMIT) + 1))
		return 1;
	if (!buffer)
		*error = fail(c, MPI_ERR_BUFFER, "expected a buffer for %d elements, got NULL", count);
	else
		*error = fail(c, MPI_ERR_BUFFER,
			"a buffer of %d elements at %p does not lie in the isle's memory", count, buffer);
	return 0;
}

static int fails_rank(struct comm *c, int rank, int *error)
{
	int size = comm_remote_size(c);
	if (size)
		*error = fail(c, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d", size - 1, rank);
	else *error = fail(c, MPI_ERR_RANK, "the remote group is empty, got rank %d", rank);
	return 0;
}

int check_dest(struct comm *c, int rank, int *error)
{
	if (likely((unsigned)rank < (unsigned)comm_remote_size(c)) || rank == MPI_PROC_NULL) return 1;
	return fails_rank(c, rank, error);
}

int check_source(struct comm *c, int rank, int *error)
{
	if (likely((unsigned)rank < (unsigned)comm_remote_size(c)) || rank == MPI_PROC_NULL ||
		rank == MPI_ANY_SOURCE)
		return 1;
	return fails_rank(c, rank, error);
}

int check_root(struct comm *c, int root, int *error)
{
	if (likely((unsigned)root < (unsigned)comm_remote_size(c)) ||
		(c->remote && (root == MPI_ROOT || root == MPI_PROC_NULL)))
		return 1;
	*error = fail(
		c, MPI_ERR_ROOT, "expected a root from 0 to %d, got %d", comm_remote_size(c) - 1, root);
	return 0;
}

int check_send_tag(struct comm *c, int tag, int *error)
{
	if (likely(tag >= 0)) return 1;
	*error = fail(c, MPI_ERR_TAG, "expected a tag of 0 or more, got %d", tag);
	return 0;
}

int check_recv_tag(struct comm *c, int tag, int *error)
{
	if (likely(tag >= 0) || tag == MPI_ANY_TAG) return 1;
	*error = fail(c, MPI_ERR_TAG, "expected a tag of 0 or more, or MPI_ANY_TAG, got %d", tag);
	return 0;
}

/* In the order in which it makes sense: the communicator first, since it knows the error handler. */
struct comm *check_send(const void *buffer, int count, MPI_Datatype handle, int dest, int tag,
	MPI_Comm comm, datatype **type, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c || !check_count(c, count, error) || !(*type = check_type(c, handle, error))) return 0;
	if (!check_dest(c, dest, error) || !check_send_tag(c, tag, error) ||
		!check_buffer(c, buffer, count, *type, error))
		return 0;
	return c;
}

struct comm *check_receive(void *buffer, int count, MPI_Datatype handle, int source, int tag,
	MPI_Comm comm, datatype **type, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c || !check_count(c, count, error) || !(*type = check_type(c, handle, error))) return 0;
	if (!check_source(c, source, error) || !check_recv_tag(c, tag, error) ||
		!check_buffer(c, buffer, count, *type, error))
		return 0;
	return c;
}
