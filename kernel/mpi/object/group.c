/* Groups as the library uses them. */
#include <stdlib.h>
#include <string.h>
#include "env/process.h"
#include "group.h"

static struct group empty = { .object = { OBJECT_GROUP, 1 }, .size = 0, .rank = MPI_UNDEFINED };

struct group *group_new(int size)
{
	struct group *g = malloc(sizeof *g + size * sizeof(int));
	if (g)
		*g = (struct group){ .object = { OBJECT_GROUP, 1 }, .size = size, .rank = MPI_UNDEFINED };
	return g;
}

int group_rank_of(const struct group *g, int process)
{
	for (int rank = 0; rank < g->size; rank++)
		if (g->process[rank] == process) return rank;
	return MPI_UNDEFINED;
}

void group_find_rank(struct group *g) { g->rank = group_rank_of(g, self()->number); }

int group_compare(const struct group *a, const struct group *b)
{
	if (a->size != b->size) return MPI_UNEQUAL;
	if (!memcmp(a->process, b->process, a->size * sizeof(int))) return MPI_IDENT;
	for (int rank = 0; rank < a->size; rank++)
		if (group_rank_of(b, a->process[rank]) == MPI_UNDEFINED) return MPI_UNEQUAL;
	return MPI_SIMILAR;
}

void group_keep(struct group *g)
{
	if (g != &empty) g->object.references++;
}

void group_release(struct group *g)
{
	if (g == &empty || --g->object.references) return;
	g->object.kind = 0;
	free(g);
}

struct group *group_of(MPI_Group handle)
{
	if (handle == MPI_GROUP_EMPTY) return &empty;
	return object_valid(handle, OBJECT_GROUP) ? (struct group *)handle : 0;
}

MPI_Group group_handle(struct group *g)
{
	if (g->size) return (MPI_Group)g;
	group_release(g);
	return MPI_GROUP_EMPTY;
}
