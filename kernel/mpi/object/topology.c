/* Topologies as communicators keep them: one allocation each. */
#include <stdlib.h>
#include <string.h>
#include "p2p/p2p.h"
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

int topology_give(struct comm *old, int nodes, struct topology *t, MPI_Comm *comm)
{
	struct comm *made;
	int error = comm_make_first(old, nodes, &made);
	if (error) {
		if (t) topology_release(t);
		return p2p_fail(old, error);
	}
	if (!made) return MPI_SUCCESS;
	made->topology = t;
	*comm = comm_handle(made);
	return MPI_SUCCESS;
}
