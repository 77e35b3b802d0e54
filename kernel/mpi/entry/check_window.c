/* Checks of windows and of what is accessed. */
#include "check.h"
#include "window.h"

int access_said(struct win *w, int error)
{
	if (likely(!error)) return MPI_SUCCESS;
	return fail_win(w, error, "%s",
		error == MPI_ERR_NO_MEM ? "no memory for the operation: give the isle more with --mem"
			: error == MPI_ERR_TRUNCATE
			? "the two sides have different numbers of bytes"
			: "the target has ended, or the address is outside its memory");
}

struct win *check_win(MPI_Win handle, int *error)
{
	struct win *w = win_of(handle);
	if (!w)
		*error = fail_win(0, MPI_ERR_WIN,
			handle ? "%p is no window, or one that was freed"
				   : "expected a window, got MPI_WIN_NULL",
			(void *)handle);
	return w;
}

int check_target(struct win *w, int rank, int *error)
{
	if (rank == MPI_PROC_NULL || (unsigned)rank < (unsigned)w->comm->size) return 1;
	*error = fail_win(
		w, MPI_ERR_RANK, "expected a rank from 0 to %d, got %d", w->comm->size - 1, rank);
	return 0;
}

int check_assertion(struct win *w, int assertion, int allowed, int *error)
{
	if (!(assertion & ~allowed)) return 1;
	*error = fail_win(w, MPI_ERR_ASSERT,
		"expected a sum of the assertions that this function knows, got %#x", assertion);
	return 0;
}

static int in_epoch(const struct win *w, int rank)
{
	const struct win_state *s = w->state;
	return s->targets[rank].hold || s->locked_all || s->targets[rank].started || s->fenced;
}

/* What the checks found, to the window's handler. */
static int said(struct win *w, const void *buffer, int count, MPI_Datatype type, int *error)
{
	*error = fail_win(w, *error,
		"expected a count from 0 on, a committed datatype and memory of this process, got count "
		"%d, datatype %p, buffer %p",
		count, (void *)type, buffer);
	return 0;
}

int check_access(struct win *w, int rank, MPI_Aint offset, int count, MPI_Datatype type,
	struct side *there, int *error)
{
	const struct target *t = &w->state->targets[rank];
	if (!check_count(w->comm, count, error) || !(there->type = check_type(w->comm, type, error)))
		return said(w, 0, count, type, error);
	if (unlikely(!in_epoch(w, rank))) {
		*error = fail_win(w, MPI_ERR_RMA_SYNC,
			"there is no epoch for rank %d: call MPI_Win_fence, MPI_Win_start or MPI_Win_lock "
			"first",
			rank);
		return 0;
	}
	there->count = count;
	there->buffer = (char *)t->base + offset * t->unit;
	MPI_Aint before;
	size_t span = type_span(there->type, count, &before);
	if (!span) return 1;
	int64_t first = (w->flavor == MPI_WIN_FLAVOR_DYNAMIC ? (int64_t)(uint32_t)offset
														 : (int64_t)offset * t->unit) +
		before;
	if (w->flavor == MPI_WIN_FLAVOR_DYNAMIC ? rma_is_attached(w, rank, first, span)
											: first >= 0 && first + (int64_t)span <= t->size)
		return 1;
	if (w->flavor == MPI_WIN_FLAVOR_DYNAMIC)
		*error = fail_win(w, MPI_ERR_RMA_RANGE,
			"the %zu bytes from address %#lx on are not attached to the window of rank %d", span,
			(unsigned long)first, rank);
	else
		*error = fail_win(w, MPI_ERR_RMA_RANGE,
			"expected an access within the %u bytes of rank %d's window, got %zu bytes from byte "
			"%lld on",
			(unsigned)t->size, rank, span, (long long)first);
	return 0;
}

int check_origin(
	struct win *w, const void *buffer, int count, MPI_Datatype type, struct side *here, int *error)
{
	here->buffer = (char *)buffer;
	here->count = count;
	return (check_count(w->comm, count, error) && (here->type = check_type(w->comm, type, error)) &&
			   check_buffer(w->comm, buffer, count, here->type, error)) ||
		said(w, buffer, count, type, error);
}
