/* What windows have besides data: attributes, error handlers, hints; shared ones; completion at the origin alone. */
// ranks: 1
#include "show.h"

static _Thread_local int copied, deleted, handled;

static int on_delete(MPI_Win w, int key, void *value, void *state)
{
	deleted += *(int *)value;
	return MPI_SUCCESS;
}

static int on_copy(MPI_Win w, int key, void *state, void *in, void *out, int *flag)
{
	copied++;
	*flag = 1;
	return MPI_SUCCESS;
}

static void on_error(MPI_Win *w, int *code, ...) { handled = *code; }

static void attributes(MPI_Win w)
{
	int key, flag = -1, value = 5, *got = NULL;
	MPI_Win_create_keyval(on_copy, on_delete, &key, NULL);
	MPI_Win_get_attr(w, key, &got, &flag);
	show("before: %d", flag);
	MPI_Win_set_attr(w, key, &value);
	MPI_Win_get_attr(w, key, &got, &flag);
	show("set: %d, value %d", flag, *got);
	MPI_Win_delete_attr(w, key);
	MPI_Win_get_attr(w, key, &got, &flag);
	show("deleted: %d, told %d", flag, deleted);
	MPI_Win_free_keyval(&key);
	show("key is invalid: %d, copied %d", key == MPI_KEYVAL_INVALID, copied);
}

static void errors(MPI_Win w)
{
	MPI_Errhandler handler, got;
	MPI_Win_create_errhandler(on_error, &handler);
	MPI_Win_set_errhandler(w, handler);
	MPI_Win_get_errhandler(w, &got);
	MPI_Win_call_errhandler(w, MPI_ERR_RMA_SYNC);
	show("the same: %d, called with its code: %d", got == handler, handled == MPI_ERR_RMA_SYNC);
	MPI_Errhandler_free(&got);
	MPI_Errhandler_free(&handler);
}

static void hints(MPI_Win w)
{
	MPI_Info info, got;
	MPI_Info_create(&info);
	MPI_Info_set(info, "accumulate_ordering", "none");
	show("hints: %d", MPI_Win_set_info(w, info));
	show("read back: %d, there: %d", MPI_Win_get_info(w, &got), got != MPI_INFO_NULL);
	MPI_Info_free(&info);
	MPI_Info_free(&got);
}

static void shared(void)
{
	MPI_Comm here;
	MPI_Win w;
	MPI_Aint bytes;
	int unit, mine, all, *base, *theirs;
	MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &here);
	MPI_Comm_rank(here, &mine);
	MPI_Comm_size(here, &all);
	MPI_Win_allocate_shared(sizeof(int), sizeof(int), MPI_INFO_NULL, here, &base, &w);
	MPI_Win_lock_all(0, w);
	*base = 7 * mine;
	MPI_Win_sync(w);
	MPI_Barrier(here);
	MPI_Win_sync(w);
	MPI_Win_shared_query(w, (mine + 1) % all, &bytes, &unit, &theirs);
	show("neighbour: %d, bytes %d, unit %d", *theirs == 7 * ((mine + 1) % all), (int)bytes, unit);
	MPI_Win_unlock_all(w);
	MPI_Win_free(&w);
	MPI_Comm_free(&here);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	int *base, got = -1, put = 40 + rank;
	MPI_Win w;
	MPI_Win_allocate(sizeof(int), sizeof(int), MPI_INFO_NULL, MPI_COMM_WORLD, &base, &w);
	attributes(w);
	errors(w);
	hints(w);
	MPI_Win_lock_all(0, w);
	MPI_Put(&put, 1, MPI_INT, (rank + 1) % size, 0, 1, MPI_INT, w);
	MPI_Win_flush_local((rank + 1) % size, w);
	put = -1;
	MPI_Win_flush_all(w);
	MPI_Barrier(MPI_COMM_WORLD);
	MPI_Get(&got, 1, MPI_INT, rank, 0, 1, MPI_INT, w);
	MPI_Win_flush_local_all(w);
	show("put and got: %d", got == 40 + (rank + size - 1) % size);
	MPI_Win_unlock_all(w);
	MPI_Win_free(&w);
	shared();
	MPI_Finalize();
	return 0;
}
