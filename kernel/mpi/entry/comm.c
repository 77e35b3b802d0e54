/* What can be asked of a communicator (MPI-3.1, 6.4.1, 6.6.1, 6.8). */
#include <stdio.h>
#include <string.h>
#include "arguments.h"

MPI_CALL(Comm_size, (MPI_Comm comm, int *size))
{
	ENTER(Comm_size);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, size, "the size");
	*size = c->size;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_rank, (MPI_Comm comm, int *rank))
{
	ENTER(Comm_rank);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, rank, "the rank");
	*rank = c->rank;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_group, (MPI_Comm comm, MPI_Group *group))
{
	ENTER(Comm_group);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, group, "the group");
	group_keep(c->group);
	*group = group_handle(c->group);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_test_inter, (MPI_Comm comm, int *flag))
{
	ENTER(Comm_test_inter);
	COMM_ARGUMENT(c, comm);
	EXPECT_PLACE(c, flag, "the flag");
	*flag = c->remote != 0;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_remote_size, (MPI_Comm comm, int *size))
{
	ENTER(Comm_remote_size);
	COMM_ARGUMENT(c, comm);
	EXPECT(c, c->remote, MPI_ERR_COMM, "expected an inter-communicator, got an intra-communicator");
	EXPECT_PLACE(c, size, "the size");
	*size = c->remote->size;
	return MPI_SUCCESS;
}

MPI_CALL(Comm_remote_group, (MPI_Comm comm, MPI_Group *group))
{
	ENTER(Comm_remote_group);
	COMM_ARGUMENT(c, comm);
	EXPECT(c, c->remote, MPI_ERR_COMM, "expected an inter-communicator, got an intra-communicator");
	EXPECT_PLACE(c, group, "the group");
	group_keep(c->remote);
	*group = group_handle(c->remote);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_compare, (MPI_Comm a, MPI_Comm b, int *result))
{
	ENTER(Comm_compare);
	COMM_ARGUMENT(c, a);
	COMM_ARGUMENT(d, b);
	EXPECT_PLACE(c, result, "the result");
	if (c == d) *result = MPI_IDENT;
	else if (!c->remote != !d->remote) *result = MPI_UNEQUAL;
	else {
		/* Groups that compare as identical belong to different contexts: congruent. Of two groups the less equal ones count. */
		int local = group_compare(c->group, d->group);
		int remote = c->remote ? group_compare(c->remote, d->remote) : MPI_IDENT;
		int less = local > remote ? local : remote;
		*result = less == MPI_IDENT ? MPI_CONGRUENT : less;
	}
	return MPI_SUCCESS;
}

MPI_CALL(Comm_set_name, (MPI_Comm comm, const char *name))
{
	ENTER(Comm_set_name);
	COMM_ARGUMENT(c, comm);
	EXPECT(c, name, MPI_ERR_ARG, "expected a name, got NULL");
	snprintf(c->name, sizeof c->name, "%s", name);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_get_name, (MPI_Comm comm, char *name, int *length))
{
	ENTER(Comm_get_name);
	COMM_ARGUMENT(c, comm);
	EXPECT(c, name && length, MPI_ERR_ARG, "expected places for the name and its length, got NULL");
	strcpy(name, c->name);
	*length = strlen(name);
	return MPI_SUCCESS;
}
