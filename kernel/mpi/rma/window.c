/* Making windows and giving them back. */
#include <stdlib.h>
#include <string.h>
#include "coll/coll.h"
#include "comm/make.h"
#include "object/errhandler.h"
#include "object/info.h"
#include "rma.h"

/* What each process tells the others. */
struct part {
	uint32_t header, base, size;
	int unit;
};

void window_destroy(struct win *w)
{
	struct win_state *s = w->state;
	if (s) {
		for (int i = 0; s->targets && i < w->comm->size; i++) free(s->targets[i].list);
		for (void *next, *old = s->old_lists; old; old = next) {
			next = *(void **)old;
			free(old);
		}
		if (s->header) free((void *)s->header->waiting);
		free(s->header);
		free(s->targets);
		free(s->list ? (char *)s->list - sizeof(struct attached) : 0);
		free(s->allocated);
		free(s);
	}
	if (w->comm) comm_release(w->comm);
	if (w->info) info_release(w->info);
	errhandler_release(w->errors);
	w->object.kind = 0;
	free(w);
}

/* A window without a part in it yet, whose communicator is its own: no message of the program's is ever taken for one of the window's. */
int window_new(struct comm *c, const struct info *hints, int flavor, struct win **made)
{
	struct win *w = calloc(1, sizeof *w);
	if (!w) return MPI_ERR_NO_MEM;
	w->object = (struct object){ OBJECT_WIN, 1 };
	w->errors = &errors_are_fatal;
	w->flavor = flavor;
	w->model = MPI_WIN_UNIFIED;
	w->unit = 1;
	struct win_state *s = w->state = calloc(1, sizeof *s);
	int error = comm_make(c, c->group, &w->comm);
	if (!error && s) {
		s->header = aligned_alloc(64, sizeof *s->header);
		s->targets = calloc(c->size, sizeof *s->targets);
		int *waiting = calloc(c->size, sizeof *waiting);
		if (s->header) {
			memset(s->header, 0, sizeof *s->header);
			s->header->waiting = (int)waiting;
		} else free(waiting);
		error = !s->header || !s->targets || !waiting ? MPI_ERR_NO_MEM : window_hints(w, hints);
	} else if (!error) error = MPI_ERR_NO_MEM;
	if (error) {
		window_destroy(w);
		return error;
	}
	/* What is checked by means of the communicator is said to the window's handler (check_origin). */
	errhandler_release(w->comm->errors);
	w->comm->errors = &errors_return;
	errhandler_keep(w->comm->errors);
	*made = w;
	return MPI_SUCCESS;
}

/* All tell each other where their parts are. */
int window_tell(struct win *w)
{
	struct plan p;
	int size = w->comm->size;
	plan_open(&p, w->comm);
	struct part *all = malloc(size * sizeof *all);
	if (!all) p.error = MPI_ERR_NO_MEM;
	else {
		all[w->comm->rank] = (struct part){ (uint32_t)w->state->header, (uint32_t)w->base, w->size,
			w->unit };
		plan_share(&p, all, sizeof *all);
	}
	int error = plan_finish(&p);
	for (int i = 0; i < size && !error; i++) {
		struct target *t = &w->state->targets[i];
		t->header = all[i].header;
		t->base = all[i].base;
		t->size = all[i].size;
		t->unit = all[i].unit;
	}
	free(all);
	return error;
}

void *window_memory(size_t size)
{
	void *memory = aligned_alloc(64, (size + 63) & -64 ? (size + 63) & -64 : 64);
	if (memory) memset(memory, 0, size);
	return memory;
}

/* Parts lie one behind the other in the memory of rank 0's, in the order of the ranks. */
int window_allocate_together(struct win *w, MPI_Aint size)
{
	struct plan p;
	int rank = w->comm->rank, n = w->comm->size;
	uint32_t *sizes = malloc(n * sizeof *sizes), total = 0, before = 0;
	void *memory = 0;
	if (!sizes) return MPI_ERR_NO_MEM;
	enum { ALIGNMENT = 16 };
	sizes[rank] = (size + ALIGNMENT - 1) & -ALIGNMENT;
	plan_open(&p, w->comm);
	plan_share(&p, sizes, sizeof *sizes);
	int error = plan_finish(&p);
	for (int i = 0; i < n && !error; total += sizes[i++])
		if (i == rank) before = total;
	if (rank == 0 && !error) memory = w->state->allocated = window_memory(total);
	plan_open(&p, w->comm);
	plan_bcast(&p, &memory, sizeof memory, MPI_BYTE, 0);
	if (!error) error = plan_finish(&p);
	free(sizes);
	if (!memory) return error ? error : MPI_ERR_NO_MEM;
	w->base = (char *)memory + before;
	w->size = size;
	return error;
}
