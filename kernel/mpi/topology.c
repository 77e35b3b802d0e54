/* Topologies as communicators keep them. */
#include <stdlib.h>
#include "topology.h"

void topology_keep(struct topology *t) { t->references++; }

void topology_release(struct topology *t)
{
	if (!--t->references) free(t);
}
