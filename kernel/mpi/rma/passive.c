/* Passive synchronisation: a target is locked while it computes. */
#include "rma.h"

int rma_hold(struct win *w, int rank, enum hold hold)
{
	int error = hold == HOLD_UNCHECKED ? MPI_SUCCESS : rma_lock(w, rank, LOCK_HEADER_WORD, hold);
	if (error) return error;
	w->state->fenced = 0;
	w->state->targets[rank].hold = hold;
	w->state->locks++;
	return MPI_SUCCESS;
}

int rma_let_go(struct win *w, int rank)
{
	struct target *t = &w->state->targets[rank];
	enum hold hold = t->hold;
	t->hold = HOLD_NONE;
	w->state->locks--;
	return hold == HOLD_UNCHECKED ? MPI_SUCCESS : rma_unlock(w, rank, LOCK_HEADER_WORD, hold);
}

int rma_hold_all(struct win *w, enum hold hold)
{
	int error = MPI_SUCCESS;
	w->state->fenced = 0;
	w->state->locked_all = hold;
	for (int rank = 0; rank < w->comm->size && hold == HOLD_SHARED && !error; rank++)
		error = rma_lock(w, rank, LOCK_HEADER_WORD, HOLD_SHARED);
	return error;
}

int rma_let_go_all(struct win *w)
{
	enum hold hold = w->state->locked_all;
	int error = MPI_SUCCESS;
	w->state->locked_all = HOLD_NONE;
	for (int rank = 0; rank < w->comm->size && hold == HOLD_SHARED; rank++) {
		int e = rma_unlock(w, rank, LOCK_HEADER_WORD, HOLD_SHARED);
		if (!error) error = e;
	}
	return error;
}
