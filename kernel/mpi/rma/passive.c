/* Passive synchronisation: MPI_Win_lock and its kin. Operations are complete when they return, so a flush has nothing to wait for. */
#include "rma.h"

MPI_CALL(Win_lock, (int kind, int rank, int assertion, MPI_Win win))
{
	ENTER(Win_lock);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error)) return error;
	if (kind != MPI_LOCK_SHARED && kind != MPI_LOCK_EXCLUSIVE)
		return fail_win(w, MPI_ERR_LOCKTYPE, "expected MPI_LOCK_SHARED or MPI_LOCK_EXCLUSIVE, got %d", kind);
	if (!check_assertion(w, assertion, MPI_MODE_NOCHECK, &error)) return error;
	struct win_state *s = w->state;
	if (s->locked_all || s->started)
		return fail_win(w, MPI_ERR_RMA_SYNC, "an epoch of another kind has not ended: call MPI_Win_%s first", s->started ? "complete" : "unlock_all");
	if (rank == MPI_PROC_NULL) return MPI_SUCCESS;
	struct target *t = &s->targets[rank];
	if (t->hold) return fail_win(w, MPI_ERR_RMA_SYNC, "rank %d is locked already", rank);
	enum hold hold = kind == MPI_LOCK_SHARED ? HOLD_SHARED : HOLD_EXCLUSIVE;
	if (!(assertion & MPI_MODE_NOCHECK)) error = rma_lock(w, rank, LOCK_HEADER_WORD, hold);
	else error = MPI_SUCCESS, hold = HOLD_UNCHECKED;
	if (error) return rma_failed(w, error);
	t->hold = hold;
	s->locks++;
	return MPI_SUCCESS;
}

MPI_CALL(Win_unlock, (int rank, MPI_Win win))
{
	ENTER(Win_unlock);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error)) return error;
	if (rank == MPI_PROC_NULL) return MPI_SUCCESS;
	struct target *t = &w->state->targets[rank];
	enum hold hold = t->hold;
	if (!hold) return fail_win(w, MPI_ERR_RMA_SYNC, "rank %d is not locked", rank);
	t->hold = HOLD_NONE;
	w->state->locks--;
	return rma_failed(w, hold == HOLD_UNCHECKED ? MPI_SUCCESS : rma_unlock(w, rank, LOCK_HEADER_WORD, hold));
}

MPI_CALL(Win_lock_all, (int assertion, MPI_Win win))
{
	ENTER(Win_lock_all);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_assertion(w, assertion, MPI_MODE_NOCHECK, &error)) return error;
	struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started)
		return fail_win(w, MPI_ERR_RMA_SYNC, "another epoch has not ended: call MPI_Win_%s first", s->started ? "complete" : "unlock");
	s->locked_all = assertion & MPI_MODE_NOCHECK ? HOLD_UNCHECKED : HOLD_SHARED;
	error = MPI_SUCCESS;
	for (int rank = 0; rank < w->comm->size && s->locked_all == HOLD_SHARED && !error; rank++) error = rma_lock(w, rank, LOCK_HEADER_WORD, HOLD_SHARED);
	return rma_failed(w, error);
}

MPI_CALL(Win_unlock_all, (MPI_Win win))
{
	ENTER(Win_unlock_all);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct win_state *s = w->state;
	int held = s->locked_all;
	if (!held) return fail_win(w, MPI_ERR_RMA_SYNC, "MPI_Win_lock_all was not called");
	s->locked_all = 0;
	error = MPI_SUCCESS;
	for (int rank = 0; rank < w->comm->size && held == HOLD_SHARED; rank++) {
		int e = rma_unlock(w, rank, LOCK_HEADER_WORD, HOLD_SHARED);
		if (!error) error = e;
	}
	return rma_failed(w, error);
}

static int flush(MPI_Win win, int rank, int all)
{
	int error;
	struct win *w = check_win(win, &error);
	if (!w || (!all && !check_target(w, rank, &error))) return error;
	const struct win_state *s = w->state;
	if (!all && rank == MPI_PROC_NULL) return MPI_SUCCESS;
	if (!s->locked_all && (all ? !s->locks : !s->targets[rank].hold))
		return fail_win(w, MPI_ERR_RMA_SYNC, "there is no lock: call MPI_Win_lock or MPI_Win_lock_all first");
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	/* Programs that wait for each other by flushing in a loop wait for messages meanwhile, too. */
	progress(self());
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
