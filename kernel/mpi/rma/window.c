/* Making windows and giving them back. */
#include <stdlib.h>
#include <string.h>
#include "coll/coll.h"
#include "object/errhandler.h"
#include "object/info.h"
#include "rma.h"

/* What each process tells the others. */
struct part { uint32_t header, base, size; int unit; };

static void destroy(struct win *w)
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
static int window_new(struct comm *c, MPI_Info info, int flavor, struct win **made)
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
		error = !s->header || !s->targets || !waiting ? MPI_ERR_NO_MEM : rma_hints(w, info == MPI_INFO_NULL ? 0 : info_of(info));
	} else if (!error) error = MPI_ERR_NO_MEM;
	if (error) {
		destroy(w);
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
static int tell(struct win *w)
{
	struct plan p;
	int size = w->comm->size;
	plan_open(&p, w->comm);
	struct part *all = malloc(size * sizeof *all);
	if (!all) p.error = MPI_ERR_NO_MEM;
	else {
		all[w->comm->rank] = (struct part){ (uint32_t)w->state->header, (uint32_t)w->base, w->size, w->unit };
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

static struct comm *check_making(MPI_Comm comm, MPI_Aint size, int unit, MPI_Info info, MPI_Win *win, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c) return 0;
	if (c->remote) *error = fail(c, MPI_ERR_COMM, "expected an intra-communicator, got an inter-communicator");
	else if (size < 0) *error = fail(c, MPI_ERR_SIZE, "expected a size of 0 or more bytes, got %ld", (long)size);
	else if (unit <= 0) *error = fail(c, MPI_ERR_DISP, "expected a displacement unit of 1 or more bytes, got %d", unit);
	else if (info != MPI_INFO_NULL && !info_of(info)) *error = fail(c, MPI_ERR_INFO, "%p is no info object, or one that was freed", (void *)info);
	else if (range_bad(win, sizeof *win)) *error = fail(c, MPI_ERR_ARG, "expected a place for the window, got %p", (void *)win);
	else return c;
	return 0;
}

static int finish(struct comm *c, struct win *w, int error, MPI_Win *win)
{
	if (!error) error = tell(w);
	if (error) {
		if (w) destroy(w);
		return fail(c, error, error == MPI_ERR_NO_MEM ? "no memory for the window: give the isle more with --mem" : "a process of the window has ended");
	}
	*win = (MPI_Win)w;
	return MPI_SUCCESS;
}

MPI_CALL(Win_create, (void *base, MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, MPI_Win *win))
{
	ENTER(Win_create);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c || (size && !check_buffer(c, base, size, MPI_BYTE, &error))) return error;
	error = window_new(c, info, MPI_WIN_FLAVOR_CREATE, &w);
	if (!error) {
		w->base = base;
		w->size = size;
		w->unit = unit;
	}
	return finish(c, w, error, win);
}

static void *window_memory(size_t size)
{
	void *memory = aligned_alloc(64, (size + 63) & -64 ? (size + 63) & -64 : 64);
	if (memory) memset(memory, 0, size);
	return memory;
}

MPI_CALL(Win_allocate, (MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win))
{
	ENTER(Win_allocate);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c) return error;
	error = window_new(c, info, MPI_WIN_FLAVOR_ALLOCATE, &w);
	if (!error) {
		w->base = w->state->allocated = window_memory(size);
		w->size = size;
		w->unit = unit;
		if (!w->base) w->size = 0, error = MPI_ERR_NO_MEM;
	}
	/* Who has no memory tells so by an address of 0, lest the others wait for it. */
	int known = w ? tell(w) : error;
	for (int i = 0; w && !error && !known && i < w->comm->size; i++) if (!w->state->targets[i].base) error = MPI_ERR_NO_MEM;
	if (!error) error = known;
	if (error) return finish(c, w, error, win);
	*(void **)base = w->base;
	*win = (MPI_Win)w;
	return MPI_SUCCESS;
}

/* Parts lie one behind the other in the memory of rank 0's, in the order of the ranks. */
static int allocate_together(struct win *w, MPI_Aint size)
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
	for (int i = 0; i < n && !error; total += sizes[i++]) if (i == rank) before = total;
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

MPI_CALL(Win_allocate_shared, (MPI_Aint size, int unit, MPI_Info info, MPI_Comm comm, void *base, MPI_Win *win))
{
	ENTER(Win_allocate_shared);
	int error;
	struct win *w = 0;
	struct comm *c = check_making(comm, size, unit, info, win, &error);
	if (!c) return error;
	int ranks = hermit_ranks(), isle = c->group->process[0] / ranks;
	for (int i = 1; i < c->size; i++)
		if (c->group->process[i] / ranks != isle)
			return fail(c, MPI_ERR_RMA_SHARED, "ranks 0 and %d are in isles %d and %d, which share no memory: MPI_Comm_split_type tells who does (--ranks-per-isle)", i, isle,
				c->group->process[i] / ranks);
	error = window_new(c, info, MPI_WIN_FLAVOR_SHARED, &w);
	if (!error) {
		w->unit = unit;
		error = allocate_together(w, size);
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
	if (w->flavor != MPI_WIN_FLAVOR_SHARED) return fail_win(w, MPI_ERR_RMA_FLAVOR, "expected a window of MPI_Win_allocate_shared");
	const struct target *all = w->state->targets, *t = &all[rank == MPI_PROC_NULL ? 0 : rank];
	/* Of nobody: the first part that is not empty. */
	if (rank == MPI_PROC_NULL) while (t < all + w->comm->size - 1 && !t->size) t++;
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
	error = window_new(c, info, MPI_WIN_FLAVOR_DYNAMIC, &w);
	return finish(c, w, error, win);
}

MPI_CALL(Win_free, (MPI_Win *win))
{
	ENTER(Win_free);
	int error;
	struct win *w = check_win(*win, &error);
	if (!w) return error;
	const struct win_state *s = w->state;
	if (s->locks || s->locked_all || s->started || s->posted)
		return fail_win(w, MPI_ERR_RMA_SYNC, "an epoch of the window has not ended: call MPI_Win_%s first", s->started ? "complete" : s->posted ? "wait" : "unlock");
	error = attributes_delete(OBJECT_WIN, w, &w->attributes);
	if (error) return fail_win(w, error, "the delete function of an attribute returned %d", error);
	/* Nobody may reach into memory that is given back. */
	error = rma_barrier(w);
	if (error) return rma_failed(w, error);
	destroy(w);
	*win = MPI_WIN_NULL;
	return MPI_SUCCESS;
}
