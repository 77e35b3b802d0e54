/* Splitting communicators by colours and keys. */
#include <stdlib.h>
#include "env/process.h"
#include "make.h"
#include "talk.h"

struct choice {
	int color, key, process;
};

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
	for (int i = 0; mine && i < size; i++)
		if (all[i].color == color) mine[count++] = &all[i];
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
static int make_inter(struct comm *c, const struct choice *local, const struct choice *remote,
	int color, struct comm **made)
{
	struct group *g = color == MPI_UNDEFINED ? 0 : chosen(local, c->size, color),
				 *h = g ? chosen(remote, c->remote->size, color) : 0;
	struct comm *inter = 0;
	int error = color != MPI_UNDEFINED && !h ? MPI_ERR_NO_MEM : MPI_SUCCESS;
	/* A color that nobody has on the other side makes nothing. */
	if (!error && h && h->size) {
		inter = comm_new_inter(c, g, h);
		if (!inter) error = MPI_ERR_NO_MEM;
	}
	if (!error) error = comm_give_contexts(c, inter);
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
	const struct participants among = participants_of(c->remote ? c->local : c);
	int error = talk_gather(&among, &mine, all, sizeof mine);
	if (!error && others)
		error = talk_across(c, all, c->size * sizeof mine, all + c->size, others * sizeof mine);
	if (!error)
		error = others ? make_inter(c, all, all + c->size, color, made)
					   : make_intra(c, all, color, made);
	free(all);
	return error;
}
