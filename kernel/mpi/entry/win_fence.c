/* MPI_Win_fence, MPI_Win_sync (MPI-3.1, 11.5.1, 11.5.4). */
#include "window.h"

MPI_CALL(Win_fence, (int assertion, MPI_Win win))
{
	ENTER(Win_fence);
	int error;
	struct win *w = check_win(win, &error);
	enum {
		ALLOWED = MPI_MODE_NOSTORE | MPI_MODE_NOPUT | MPI_MODE_NOPRECEDE | MPI_MODE_NOSUCCEED |
		MPI_MODE_NOCHECK
	};
	if (!w || !check_assertion(w, assertion, ALLOWED, &error)) return error;
	struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started || s->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC,
			"an epoch of another kind has not ended: call MPI_Win_%s first",
			s->started      ? "complete"
				: s->posted ? "wait"
							: "unlock");
	s->fenced = !(assertion & MPI_MODE_NOSUCCEED);
	return access_said(w, rma_barrier(w));
}

MPI_CALL(Win_sync, (MPI_Win win))
{
	ENTER(Win_sync);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	/* One memory, which all see alike: only the order of accesses is to be kept. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	return MPI_SUCCESS;
}
