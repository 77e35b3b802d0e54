/* Passive synchronisation (MPI-3.1, 11.5.3, 11.5.4). Operations are complete when they return, so a flush has nothing to wait for. */
#include "p2p/progress.h"
#include "window.h"

MPI_CALL(Win_lock, (int kind, int rank, int assertion, MPI_Win win))
{
	ENTER(Win_lock);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error)) return error;
	if (kind != MPI_LOCK_SHARED && kind != MPI_LOCK_EXCLUSIVE)
		return fail_win(
			w, MPI_ERR_LOCKTYPE, "expected MPI_LOCK_SHARED or MPI_LOCK_EXCLUSIVE, got %d", kind);
	if (!check_assertion(w, assertion, MPI_MODE_NOCHECK, &error)) return error;
	struct win_state *s = w->state;
	if (s->locked_all || s->started)
		return fail_win(w, MPI_ERR_RMA_SYNC,
			"an epoch of another kind has not ended: call MPI_Win_%s first",
			s->started ? "complete" : "unlock_all");
	if (rank == MPI_PROC_NULL) return MPI_SUCCESS;
	if (s->targets[rank].hold)
		return fail_win(w, MPI_ERR_RMA_SYNC, "rank %d is locked already", rank);
	enum hold hold = assertion & MPI_MODE_NOCHECK ? HOLD_UNCHECKED
		: kind == MPI_LOCK_SHARED                 ? HOLD_SHARED
												  : HOLD_EXCLUSIVE;
	return access_said(w, rma_hold(w, rank, hold));
}

MPI_CALL(Win_unlock, (int rank, MPI_Win win))
{
	ENTER(Win_unlock);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error)) return error;
	if (rank == MPI_PROC_NULL) return MPI_SUCCESS;
	if (!w->state->targets[rank].hold)
		return fail_win(w, MPI_ERR_RMA_SYNC, "rank %d is not locked", rank);
	return access_said(w, rma_let_go(w, rank));
}

MPI_CALL(Win_lock_all, (int assertion, MPI_Win win))
{
	ENTER(Win_lock_all);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_assertion(w, assertion, MPI_MODE_NOCHECK, &error)) return error;
	const struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started)
		return fail_win(w, MPI_ERR_RMA_SYNC, "another epoch has not ended: call MPI_Win_%s first",
			s->started ? "complete" : "unlock");
	return access_said(
		w, rma_hold_all(w, assertion & MPI_MODE_NOCHECK ? HOLD_UNCHECKED : HOLD_SHARED));
}

MPI_CALL(Win_unlock_all, (MPI_Win win))
{
	ENTER(Win_unlock_all);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!w->state->locked_all)
		return fail_win(w, MPI_ERR_RMA_SYNC, "MPI_Win_lock_all was not called");
	return access_said(w, rma_let_go_all(w));
}

static int flush(MPI_Win win, int rank, int all)
{
	int error;
	struct win *w = check_win(win, &error);
	if (!w || (!all && !check_target(w, rank, &error))) return error;
	const struct win_state *s = w->state;
	if (!all && rank == MPI_PROC_NULL) return MPI_SUCCESS;
	if (!s->locked_all && (all ? !s->locks : !s->targets[rank].hold))
		return fail_win(
			w, MPI_ERR_RMA_SYNC, "there is no lock: call MPI_Win_lock or MPI_Win_lock_all first");
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	/* Programs that wait for each other by flushing in a loop wait for messages meanwhile, too. */
	p2p_progress(self());
	return MPI_SUCCESS;
}

MPI_CALL(Win_flush, (int rank, MPI_Win win))
{
	ENTER(Win_flush);
	return flush(win, rank, 0);
}

MPI_CALL(Win_flush_local, (int rank, MPI_Win win))
{
	ENTER(Win_flush_local);
	return flush(win, rank, 0);
}

MPI_CALL(Win_flush_all, (MPI_Win win))
{
	ENTER(Win_flush_all);
	return flush(win, 0, 1);
}

MPI_CALL(Win_flush_local_all, (MPI_Win win))
{
	ENTER(Win_flush_local_all);
	return flush(win, 0, 1);
}
