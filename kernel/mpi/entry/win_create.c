/* Making windows and giving them back (MPI-3.1, 11.2). */
#include "check.h"
#include "object/info.h"
#include "window.h"

static struct comm *check_making(
	MPI_Comm comm, MPI_Aint size, int unit, MPI_Info info, MPI_Win *win, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c) return 0;
	if (c->remote)
		*error = fail(c, MPI_ERR_COMM, "expected an intra-communicator, got an inter-communicator");
	else if (size < 0)
		*error = fail(c, MPI_ERR_SIZE, "expected a size of 0 or more bytes, got %ld", (long)size);
	else if (unit <= 0)
		*error = fail(
			c, MPI_ERR_DISP, "expected a displacement unit of 1 or more bytes, got %d", unit);
	else if (info != MPI_INFO_NULL && !info_of(info))
		*error = fail(c, MPI_ERR_INFO, "%p is no info object, or one that was freed", (void *)info);
	else if (range_bad(win, sizeof *win))
		*error = fail(c, MPI_ERR_ARG, "expected a place for the window, got %p", (void *)win);
	else return c;
	return 0;
}

static int finish(struct comm *c, struct win *w, int error, MPI_Win *win)
{
	if (!error) error = window_tell(w);
	if (error) {
		if (w) window_destroy(w);
		return fail(c, error,
			error == MPI_ERR_NO_MEM ? "no memory for the window: give the isle more with --mem"
									: "a process of the window has ended");
	}
	*win = (MPI_Win)w;
	return MPI_SUCCESS;
}

MPI_CALL(
	Win_create, (void *base, MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, MPI_Win *win))
{
	ENTER(Win_create);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c || (size && !check_buffer(c, base, size, MPI_BYTE, &error))) return error;
	error = window_new(c, info_of(info), MPI_WIN_FLAVOR_CREATE, &w);
	if (!error) {
		w->base = base;
		w->size = size;
		w->unit = unit;
	}
	return finish(c, w, error, win);
}

MPI_CALL(
	Win_allocate, (MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win))
{
	ENTER(Win_allocate);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c) return error;
	error = window_new(c, info_of(info), MPI_WIN_FLAVOR_ALLOCATE, &w);
	if (!error) {
		w->base = w->state->allocated = window_memory(size);
		w->size = size;
		w->unit = unit;
		if (!w->base) w->size = 0, error = MPI_ERR_NO_MEM;
	}
	/* Who has no memory tells so by an address of 0, lest the others wait for it. */
	int known = w ? window_tell(w) : error;
	for (int i = 0; w && !error && !known && i < w->comm->size; i++)
		if (!w->state->targets[i].base) error = MPI_ERR_NO_MEM;
	if (!error) error = known;
	if (error) return finish(c, w, error, win);
	*(void **)base = w->base;
	*win = (MPI_Win)w;
	return MPI_SUCCESS;
}

MPI_CALL(Win_allocate_shared,
	(MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win))
{
	ENTER(Win_allocate_shared);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c) return error;
	int ranks = hermit_ranks(), isle = c->group->process[0] / ranks;
	for (int i = 1; i < c->size; i++)
		if (c->group->process[i] / ranks != isle)
			return fail(c, MPI_ERR_RMA_SHARED,
				"ranks 0 and %d are in isles %d and %d, which share no memory: -i 1 "
				"--ranks-per-isle N "
				"runs all ranks in one isle, and MPI_Comm_split_type tells who shares one",
				i, isle, c->group->process[i] / ranks);
	error = window_new(c, info_of(info), MPI_WIN_FLAVOR_SHARED, &w);
	if (!error) {
		w->unit = unit;
		error = window_allocate_together(w, size);
	}
	error = finish(c, w, error, win);
	if (!error) *(void **)base = w->base;
	return error;
}

MPI_CALL(Win_shared_query, (MPI_Win win, int rank, MPI_Aint *size, int *unit, void *base))
{
	ENTER(Win_shared_query);
	int error;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error)) return error;
	if (w->flavor != MPI_WIN_FLAVOR_SHARED)
		return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_allocate_shared");
	const struct target *all = w->state->targets, *t = &all[rank == MPI_PROC_NULL ? 0 : rank];
	/* Of nobody: the first part that is not empty. */
	if (rank == MPI_PROC_NULL)
		while (t < all + w->comm->size - 1 && !t->size) t++;
	*size = t->size;
	*unit = t->unit;
	*(void **)base = (void *)t->base;
	return MPI_SUCCESS;
}

MPI_CALL(Win_create_dynamic, (MPI_Info info, MPI_Comm comm, MPI_Win *win))
{
	ENTER(Win_create_dynamic);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, 0, 1, info, win, &error);
	if (!c) return error;
	error = window_new(c, info_of(info), MPI_WIN_FLAVOR_DYNAMIC, &w);
	return finish(c, w, error, win);
}

MPI_CALL(Win_free, (MPI_Win * win))
{
	ENTER(Win_free);
	int error;
	struct win *w = check_win(*win, &error);
	if (!w) return error;
	const struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started || s->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC,
			"an epoch of the window has not ended: call MPI_Win_%s first",
			s->started      ? "complete"
				: s->posted ? "wait"
							: "unlock");
	error = attributes_delete(OBJECT_WIN, w, &w->attributes);
	if (error) return fail_win(w, error, "the delete function of an attribute returned %d", error);
	/* Nobody may reach into memory that is given back. */
	error = rma_barrier(w);
	if (error) return access_said(w, error);
	window_destroy(w);
	*win = MPI_WIN_NULL;
	return MPI_SUCCESS;
}
