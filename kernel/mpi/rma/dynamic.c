/* What is attached to a dynamic window: a list in each process, which the others fetch when its version has changed (rma_access.c). */
#include <stdlib.h>
#include <string.h>
#include "rma.h"

/* Makes room for one more. Before the entries stands one that links old lists, which others may be reading still. */
static int room(struct win_state *s)
{
	if (s->list_count < s->list_room) return 1;
	int more = s->list_room ? 2 * s->list_room : 15;
	struct attached *list = calloc(more + 1, sizeof *list);
	if (!list) return 0;
	if (s->list) {
		memcpy(list + 1, s->list, s->list_count * sizeof *list);
		void **old = (void **)(s->list - 1);
		*old = s->old_lists;
		s->old_lists = old;
	}
	s->list = list + 1;
	s->list_room = more;
	return 1;
}

static void publish(struct win_state *s)
{
	s->header->attached = (int)s->list;
	s->header->attached_count = s->list_count;
	add(&s->header->version, 1);
}

MPI_CALL(Win_attach, (MPI_Win win, void *base, MPI_Aint size))
{
	ENTER(Win_attach);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct win_state *s = w->state;
	if (w->flavor != MPI_WIN_FLAVOR_DYNAMIC) return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_create_dynamic");
	if (size < 0) return fail_win(w, MPI_ERR_SIZE, "expected a size of 0 or more bytes, got %ld", (long)size);
	if (size && range_bad(base, size)) return fail_win(w, MPI_ERR_RMA_ATTACH, "expected memory of this process, got %ld bytes at %p", (long)size, base);
	uint32_t first = (uint32_t)base;
	int at = s->list_count;
	for (int i = 0; i < s->list_count; i++) {
		const struct attached *a = &s->list[i];
		if (!a->size) at = i;
		else if (first < a->base + a->size && a->base < first + (uint32_t)size)
			return fail_win(w, MPI_ERR_RMA_ATTACH, "the %ld bytes at %p overlap with what is attached at %#x", (long)size, base, (unsigned)a->base);
	}
	if (!size) return MPI_SUCCESS;
	if (at == s->list_count) {
		if (!room(s)) return fail_win(w, MPI_ERR_NO_MEM, "no memory for the list of what is attached");
		s->list_count++;
	}
	s->list[at] = (struct attached){ first, size };
	publish(s);
	return MPI_SUCCESS;
}

MPI_CALL(Win_detach, (MPI_Win win, const void *base))
{
	ENTER(Win_detach);
	int error;
	struct win *w = check_win(win, &error);
	if (!w) return error;
	struct win_state *s = w->state;
	if (w->flavor != MPI_WIN_FLAVOR_DYNAMIC) return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_create_dynamic");
	for (int i = 0; i < s->list_count; i++)
		if (s->list[i].size && s->list[i].base == (uint32_t)base) {
			s->list[i] = (struct attached){ 0, 0 };
			publish(s);
			return MPI_SUCCESS;
		}
	return fail_win(w, MPI_ERR_RMA_ATTACH, "nothing is attached at %p", base);
}
