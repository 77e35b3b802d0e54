/* Splitting communicators (MPI-3.1, 6.4.2). */
#include <stdlib.h>
#include "entry/arguments.h"
#include "inter.h"
#include "talk.h"

struct choice { int color, key, process; };

/* Equal keys keep the order of the old ranks: positions in the array, because qsort need not. */
static int by_key(const void *a, const void *b)
{
	const struct choice *const *x = a, *const *y = b;
	if ((*x)->key != (*y)->key) return (*x)->key < (*y)->key ? -1 : 1;
	return *x < *y ? -1 : *x > *y;
}

/* The processes that chose a color, by their keys. NULL: no memory. */
static struct group *chosen(const struct choice *all, int size, int color)
{
	const struct choice **mine = malloc(size * sizeof *mine);
	int count = 0;
	for (int i = 0; mine && i < size; i++) if (all[i].color == color) mine[count++] = &all[i];
	struct group *g = mine ? group_new(count) : 0;
	if (g) {
		qsort(mine, count, sizeof *mine, by_key);
		for (int i = 0; i < count; i++) g->process[i] = mine[i]->process;
		group_find_rank(g);
	}
	free(mine);
	return g;
}

/* Takes the choices of both groups. */
static int make_inter(struct comm *c, const struct choice *local, const struct choice *remote, int color, struct comm **made)
{
	struct group *g = color == MPI_UNDEFINED ? 0 : chosen(local, c->size, color), *h = g ? chosen(remote, c->remote->size, color) : 0;
	struct comm *inter = 0;
	int error = color != MPI_UNDEFINED && !h ? MPI_ERR_NO_MEM : MPI_SUCCESS;
	/* A color that nobody has on the other side makes nothing. */
	if (!error && h && h->size) {
		inter = inter_new(c, g, h);
		if (!inter) error = MPI_ERR_NO_MEM;
	}
	if (!error) error = contexts_give(c, inter);
	if (g) group_release(g);
	if (h) group_release(h);
	if (!error) *made = inter;
	else if (inter) comm_release(inter);
	return error;
}

static int make_intra(struct comm *c, const struct choice *all, int color, struct comm **made)
{
	struct group *g = color == MPI_UNDEFINED ? group_new(0) : chosen(all, c->size, color);
	if (!g) return MPI_ERR_NO_MEM;
	int error = comm_make(c, g, made);
	group_release(g);
	return error;
}

int comm_make_split(struct comm *c, int color, int key, struct comm **made)
{
	*made = 0;
	int others = c->remote ? c->remote->size : 0;
	struct choice *all = malloc((c->size + others) * sizeof *all);
	if (!all) return MPI_ERR_NO_MEM;
	const struct choice mine = { color, key, self()->number };
	const struct circle circle = circle_of(c->remote ? c->local : c);
	int error = talk_gather(&circle, &mine, all, sizeof mine);
	if (!error && others) error = talk_across(c, all, c->size * sizeof mine, all + c->size, others * sizeof mine);
	if (!error) error = others ? make_inter(c, all, all + c->size, color, made) : make_intra(c, all, color, made);
	free(all);
	return error;
}

static int split(struct comm *c, int color, int key, MPI_Comm *comm)
{
	EXPECT_PLACE(c, comm, "the communicator");
	*comm = MPI_COMM_NULL;
	struct comm *made;
	int error = comm_make_split(c, color, key, &made);
	if (error) return p2p_fail(c, error);
	if (made) *comm = comm_handle(made);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_split, (MPI_Comm old, int color, int key, MPI_Comm *comm))
{
	ENTER(Comm_split);
	COMM_ARGUMENT(c, old);
	EXPECT(c, color >= 0 || color == MPI_UNDEFINED, MPI_ERR_ARG, "expected a color of 0 or more, or MPI_UNDEFINED, got %d", color);
	return split(c, color, key, comm);
}

/* Processes that can share memory are the ranks of one isle. */
MPI_CALL(Comm_split_type, (MPI_Comm old, int type, int key, MPI_Info info, MPI_Comm *comm))
{
	ENTER(Comm_split_type);
	COMM_ARGUMENT(c, old);
	EXPECT(c, type == MPI_COMM_TYPE_SHARED || type == MPI_UNDEFINED, MPI_ERR_ARG, "expected MPI_COMM_TYPE_SHARED or MPI_UNDEFINED, got %d", type);
	return split(c, type == MPI_UNDEFINED ? MPI_UNDEFINED : hermit_isle(), key, comm);
}
