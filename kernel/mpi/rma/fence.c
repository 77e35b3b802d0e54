/* Active synchronisation: MPI_Win_fence is a barrier; post, start, complete and wait are messages between those concerned. */
#include <stdlib.h>
#include "p2p/p2p.h"
#include "rma.h"

MPI_CALL(Win_fence, (int assertion, MPI_Win win))
{
	ENTER(Win_fence);
	int error;
	struct win *w = check_win(win, &error);
	enum { ALLOWED = MPI_MODE_NOSTORE | MPI_MODE_NOPUT | MPI_MODE_NOPRECEDE | MPI_MODE_NOSUCCEED | MPI_MODE_NOCHECK };
	if (!w || !check_assertion(w, assertion, ALLOWED, &error)) return error;
	struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started || s->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC, "an epoch of another kind has not ended: call MPI_Win_%s first", s->started ? "complete" : s->posted ? "wait" : "unlock");
	s->fenced = !(assertion & MPI_MODE_NOSUCCEED);
	return rma_failed(w, rma_barrier(w));
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

/* ---- Post, start, complete, wait (11.5.2). The window's communicator carries nothing else with these tags. ---- */

enum { TAG_POSTED = 1, TAG_COMPLETED };

static int rank_of(const struct win *w, int process)
{
	const struct group *g = w->comm->group;
	for (int rank = 0; rank < g->size; rank++) if (g->process[rank] == process) return rank;
	return -1;
}

static struct group *check_group(struct win *w, MPI_Group handle, int *error)
{
	struct group *g = group_of(handle);
	if (!g) *error = fail_win(w, MPI_ERR_GROUP, "%p is no group, or one that was freed", (void *)handle);
	for (int i = 0; g && i < g->size; i++)
		if (rank_of(w, g->process[i]) < 0) {
			*error = fail_win(w, MPI_ERR_GROUP, "rank %d of the group is no process of the window", i);
			return 0;
		}
	return g;
}

static int tell(struct win *w, int rank, int tag) { return p2p_send(0, 0, MPI_BYTE, rank, tag, w->comm, w->comm->context); }

MPI_CALL(Win_post, (MPI_Group group, int assertion, MPI_Win win))
{
	ENTER(Win_post);
	int error;
	struct group *g;
	struct win *w = check_win(win, &error);
	if (!w || !check_assertion(w, assertion, MPI_MODE_NOCHECK | MPI_MODE_NOSTORE | MPI_MODE_NOPUT, &error) || !(g = check_group(w, group, &error))) return error;
	struct win_state *s = w->state;
	if (s->posted) return fail_win(w, MPI_ERR_RMA_SYNC, "the epoch that MPI_Win_post began before has not ended: call MPI_Win_wait first");
	s->completions = calloc(g->size ? g->size : 1, sizeof *s->completions);
	if (!s->completions) return rma_failed(w, MPI_ERR_NO_MEM);
	s->posted = g;
	group_keep(g);
	error = MPI_SUCCESS;
	for (int i = 0; i < g->size && !error; i++) {
		int rank = rank_of(w, g->process[i]);
		error = p2p_irecv(0, 0, MPI_BYTE, rank, TAG_COMPLETED, w->comm, w->comm->context, &s->completions[i]);
		if (!error && !(assertion & MPI_MODE_NOCHECK)) error = tell(w, rank, TAG_POSTED);
	}
	return rma_failed(w, error);
}

MPI_CALL(Win_start, (MPI_Group group, int assertion, MPI_Win win))
{
	ENTER(Win_start);
	int error;
	struct group *g;
	struct win *w = check_win(win, &error);
	if (!w || !check_assertion(w, assertion, MPI_MODE_NOCHECK, &error) || !(g = check_group(w, group, &error))) return error;
	struct win_state *s = w->state;
	if (s->started) return fail_win(w, MPI_ERR_RMA_SYNC, "the epoch that MPI_Win_start began before has not ended: call MPI_Win_complete first");
	if (s->locks || s->locked_all) return fail_win(w, MPI_ERR_RMA_SYNC, "a lock is held: call MPI_Win_unlock first");
	s->started = g;
	group_keep(g);
	error = MPI_SUCCESS;
	for (int i = 0; i < g->size && !error; i++) {
		int rank = rank_of(w, g->process[i]);
		s->targets[rank].started = 1;
		if (!(assertion & MPI_MODE_NOCHECK)) error = p2p_recv(0, 0, MPI_BYTE, rank, TAG_POSTED, w->comm, w->comm->context, MPI_STATUS_IGNORE);
	}
	return rma_failed(w, error);
}

MPI_CALL(Win_complete, (MPI_Win win))
{
	ENTER(Win_complete);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct win_state *s = w->state;
	struct group *g = s->started;
	if (!g) return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_start began");
	error = MPI_SUCCESS;
	for (int i = 0; i < g->size; i++) {
		int rank = rank_of(w, g->process[i]), e = tell(w, rank, TAG_COMPLETED);
		s->targets[rank].started = 0;
		if (!error) error = e;
	}
	s->started = 0;
	group_release(g);
	return rma_failed(w, error);
}

static int end_exposure(struct win *w)
{
	struct win_state *s = w->state;
	int error = request_wait_all(s->posted->size, s->completions);
	free(s->completions);
	s->completions = 0;
	group_release(s->posted);
	s->posted = 0;
	return rma_failed(w, error);
}

MPI_CALL(Win_wait, (MPI_Win win))
{
	ENTER(Win_wait);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!w->state->posted) return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_post began");
	return end_exposure(w);
}

MPI_CALL(Win_test, (MPI_Win win, int *flag))
{
	ENTER(Win_test);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct win_state *s = w->state;
	if (!s->posted) return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_post began");
	progress(me);
	*flag = 1;
	for (int i = 0; i < s->posted->size; i++) *flag &= !s->completions[i] || s->completions[i]->complete;
	return *flag ? end_exposure(w) : MPI_SUCCESS;
}
