/* The end of communicators: disconnecting them, and that no process has a parent. */
// ranks: 1 3
#include "show.h"

static _Thread_local int deleted;

static int on_delete(MPI_Comm c, int key, void *value, void *state)
{
	deleted++;
	return MPI_SUCCESS;
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Comm copy, parent;
	int key, token = rank, got = -1;
	MPI_Request requests[2];
	MPI_Comm_dup(MPI_COMM_WORLD, &copy);
	MPI_Comm_create_keyval(MPI_COMM_NULL_COPY_FN, on_delete, &key, 0);
	MPI_Comm_set_attr(copy, key, &key);
	MPI_Irecv(&got, 1, MPI_INT, (rank + size - 1) % size, 1, copy, &requests[0]);
	MPI_Isend(&token, 1, MPI_INT, (rank + 1) % size, 1, copy, &requests[1]);
	MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
	MPI_Comm_disconnect(&copy);
	show("the neighbour's number came: %d", got == (rank + size - 1) % size);
	show("copy == MPI_COMM_NULL: %d", copy == MPI_COMM_NULL);
	show("deleted: %d", deleted);
	MPI_Comm_get_parent(&parent);
	show("parent == MPI_COMM_NULL: %d", parent == MPI_COMM_NULL);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	show("MPI_Comm_disconnect(&copy) != MPI_SUCCESS: %d", MPI_Comm_disconnect(&copy) != MPI_SUCCESS);
	MPI_Finalize();
	return 0;
}
