/* Topologies: who a process's neighbours are (MPI-3.1, 7). */
#ifndef MPI_TOPOLOGY_H
#define MPI_TOPOLOGY_H

#include "comm.h"

/* Never changed once made, so communicators that are copies share it. */
struct topology {
	int references;
	int kind;                                       /* MPI_CART, MPI_GRAPH or MPI_DIST_GRAPH */
	int dims, *sizes, *periods, *coordinates;       /* Cartesian; coordinates of this process */
	int nodes, *index, *edges;                      /* graph */
	/*
	 * Neighbours of this process in the order of neighbourhood collectives. Cartesian: for each dimension the one before and the one
	 * behind, MPI_PROC_NULL beyond an edge. Graph: the same list both ways.
	 */
	int in, out, *sources, *destinations;
	int weighted, *source_weights, *destination_weights;   /* distributed graph */
};

void topology_keep(struct topology *t);
void topology_release(struct topology *t);

#endif
