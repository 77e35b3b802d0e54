/* Accesses outside of an epoch are errors, whatever came before; and so are synchronisations that an epoch forbids. */
// ranks: 2
#include "show.h"

static int there[4], here, more, old;
static MPI_Win w;

/* Every access, without an epoch. */
static void outside(const char *when)
{
	MPI_Request r;
	ONCE("%s\n", when);
	WRONG(MPI_Put(&here, 1, MPI_INT, 1, 0, 1, MPI_INT, w));
	WRONG(MPI_Get(&more, 1, MPI_INT, 1, 0, 1, MPI_INT, w));
	WRONG(MPI_Accumulate(&here, 1, MPI_INT, 1, 0, 1, MPI_INT, MPI_SUM, w));
	WRONG(MPI_Get_accumulate(&here, 1, MPI_INT, &old, 1, MPI_INT, 1, 0, 1, MPI_INT, MPI_SUM, w));
	WRONG(MPI_Fetch_and_op(&here, &old, MPI_INT, 1, 0, MPI_SUM, w));
	WRONG(MPI_Compare_and_swap(&here, &more, &old, MPI_INT, 1, 0, w));
	WRONG(MPI_Rput(&here, 1, MPI_INT, 1, 0, 1, MPI_INT, w, &r));
	WRONG(MPI_Rget(&here, 1, MPI_INT, 1, 0, 1, MPI_INT, w, &r));
	WRONG(MPI_Win_flush(1, w));
	WRONG(MPI_Win_flush_all(w));
	WRONG(MPI_Win_complete(w));
	WRONG(MPI_Win_unlock(1, w));
	WRONG(MPI_Win_unlock_all(w));
	WRONG(MPI_Win_wait(w));
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Group everyone;
	MPI_Comm_group(MPI_COMM_WORLD, &everyone);
	MPI_Win_create(there, sizeof there, sizeof(int), MPI_INFO_NULL, MPI_COMM_WORLD, &w);
	MPI_Win_set_errhandler(w, MPI_ERRORS_RETURN);
	outside("at first");
	MPI_Win_fence(0, w);
	WRONG(MPI_Put(&here, 1, MPI_INT, 1, 0, 1, MPI_INT, w));
	MPI_Win_fence(MPI_MODE_NOSUCCEED, w);
	outside("after the last fence");
	MPI_Win_fence(0, w);
	MPI_Win_lock(MPI_LOCK_SHARED, 1, 0, w);
	WRONG(MPI_Win_lock(MPI_LOCK_SHARED, 1, 0, w));
	WRONG(MPI_Win_lock_all(0, w));
	WRONG(MPI_Win_start(everyone, 0, w));
	WRONG(MPI_Win_fence(0, w));
	WRONG(MPI_Win_free(&w));
	MPI_Win_unlock(1, w);
	outside("after a lock");
	MPI_Win_fence(0, w);
	MPI_Win_lock_all(0, w);
	WRONG(MPI_Win_lock(MPI_LOCK_SHARED, 1, 0, w));
	WRONG(MPI_Win_lock_all(0, w));
	MPI_Win_unlock_all(w);
	outside("after a lock of all");
	MPI_Win_fence(0, w);
	MPI_Win_post(everyone, 0, w), MPI_Win_start(everyone, 0, w);
	WRONG(MPI_Win_start(everyone, 0, w));
	WRONG(MPI_Win_lock(MPI_LOCK_SHARED, 1, 0, w));
	MPI_Win_complete(w), MPI_Win_wait(w);
	outside("after post, start, complete, wait");
	MPI_Win_free(&w);
	MPI_Group_free(&everyone);
	MPI_Finalize();
	return 0;
}
