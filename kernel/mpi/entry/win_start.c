/* Post, start, complete, wait (MPI-3.1, 11.5.2). */
#include "p2p/progress.h"
#include "window.h"

static struct group *check_group(struct win *w, MPI_Group handle, int *error)
{
	struct group *g = group_of(handle);
	if (!g)
		*error = fail_win(
			w, MPI_ERR_GROUP, "%p is no group, or one that was freed", (void *)handle);
	for (int i = 0; g && i < g->size; i++)
		if (group_rank_of(w->comm->group, g->process[i]) == MPI_UNDEFINED) {
			*error = fail_win(
				w, MPI_ERR_GROUP, "rank %d of the group is no process of the window", i);
			return 0;
		}
	return g;
}

MPI_CALL(Win_post, (MPI_Group group, int assertion, MPI_Win win))
{
	ENTER(Win_post);
	int error;
	struct group *g;
	struct win *w = check_win(win, &error);
	if (!w ||
		!check_assertion(
			w, assertion, MPI_MODE_NOCHECK | MPI_MODE_NOSTORE | MPI_MODE_NOPUT, &error) ||
		!(g = check_group(w, group, &error)))
		return error;
	if (w->state->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC,
			"the epoch that MPI_Win_post began before has not ended: call MPI_Win_wait first");
	return access_said(w, rma_post(w, g, !(assertion & MPI_MODE_NOCHECK)));
}

MPI_CALL(Win_start, (MPI_Group group, int assertion, MPI_Win win))
{
	ENTER(Win_start);
	int error;
	struct group *g;
	struct win *w = check_win(win, &error);
	if (!w || !check_assertion(w, assertion, MPI_MODE_NOCHECK, &error) ||
		!(g = check_group(w, group, &error)))
		return error;
	struct win_state *s = w->state;
	if (s->started)
		return fail_win(w, MPI_ERR_RMA_SYNC,
			"the epoch that MPI_Win_start began before has not ended: call MPI_Win_complete first");
	if (s->locks || s->locked_all)
		return fail_win(w, MPI_ERR_RMA_SYNC, "a lock is held: call MPI_Win_unlock first");
	return access_said(w, rma_start(w, g, !(assertion & MPI_MODE_NOCHECK)));
}

MPI_CALL(Win_complete, (MPI_Win win))
{
	ENTER(Win_complete);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!w->state->started)
		return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_start began");
	return access_said(w, rma_complete(w));
}

MPI_CALL(Win_wait, (MPI_Win win))
{
	ENTER(Win_wait);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!w->state->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_post began");
	return access_said(w, rma_wait(w));
}

MPI_CALL(Win_test, (MPI_Win win, int *flag))
{
	ENTER(Win_test);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (!w->state->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC, "there is no epoch that MPI_Win_post began");
	p2p_progress(me);
	*flag = rma_test(w);
	return *flag ? access_said(w, rma_wait(w)) : MPI_SUCCESS;
}
