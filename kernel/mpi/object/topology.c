/* Topologies as communicators keep them: one allocation each. */
#include <stdlib.h>
#include <string.h>
#include "topology.h"

struct topology *topology_new(int kind, int words)
{
	struct topology *t = malloc(sizeof *t + words * sizeof(int));
	if (t) *t = (struct topology){ .references = 1, .kind = kind };
	return t;
}

int *topology_array(struct topology *t, int **end, const int *from, int count)
{
	int *array = *end;
	if (from && count) memcpy(array, from, count * sizeof(int));
	*end += count;
	return array;
}

void topology_keep(struct topology *t) { t->references++; }

void topology_release(struct topology *t)
{
	if (!--t->references) free(t);
}
