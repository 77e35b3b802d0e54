/* What is attached to a dynamic window (MPI-3.1, 11.2.4). */
#include "window.h"

MPI_CALL(Win_attach, (MPI_Win win, void *base, MPI_Aint size))
{
	ENTER(Win_attach);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (w->flavor != MPI_WIN_FLAVOR_DYNAMIC)
		return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_create_dynamic");
	if (size < 0)
		return fail_win(w, MPI_ERR_SIZE, "expected a size of 0 or more bytes, got %ld", (long)size);
	if (size && range_bad(base, size))
		return fail_win(w, MPI_ERR_RMA_ATTACH,
			"expected memory of this process, got %ld bytes at %p", (long)size, base);
	const struct attached *a = rma_overlap(w, (uint32_t)base, size);
	if (a)
		return fail_win(w, MPI_ERR_RMA_ATTACH,
			"the %ld bytes at %p overlap with what is attached at %#x", (long)size, base,
			(unsigned)a->base);
	if (size && rma_attach(w, (uint32_t)base, size))
		return fail_win(w, MPI_ERR_NO_MEM, "no memory for the list of what is attached");
	return MPI_SUCCESS;
}

MPI_CALL(Win_detach, (MPI_Win win, const void *base))
{
	ENTER(Win_detach);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	if (w->flavor != MPI_WIN_FLAVOR_DYNAMIC)
		return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_create_dynamic");
	return rma_detach(w, (uint32_t)base)
		? MPI_SUCCESS
		: fail_win(w, MPI_ERR_RMA_ATTACH, "nothing is attached at %p", base);
}
