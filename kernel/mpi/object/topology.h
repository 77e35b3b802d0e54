/* Topologies as communicators keep them: who a process's neighbours are (MPI-3.1, 7). Making them: topology/. */
#ifndef MPI_TOPOLOGY_H
#define MPI_TOPOLOGY_H

/* Never changed once made, so communicators that are copies share it. */
struct topology {
	int references;
	int kind; /* MPI_CART, MPI_GRAPH or MPI_DIST_GRAPH */
	int dims, *sizes, *periods, *coordinates; /* Cartesian; coordinates of this process */
	int nodes, *index, *edges; /* graph */
	/*
	 * Neighbours of this process in the order of neighbourhood collectives. Cartesian: for each dimension the one before and the one
	 * behind, MPI_PROC_NULL beyond an edge. Graph: the same list both ways.
	 */
	int in, out, *sources, *destinations;
	int weighted, *source_weights, *destination_weights; /* distributed graph */
};

/* With room for so many ints of its arrays, behind it, and one reference. NULL: no memory. */
struct topology *topology_new(int kind, int words);
/* The next array of that room: `end` is where it begins and moves on. `from` may be NULL. */
int *topology_array(struct topology *t, int **end, const int *from, int count);
void topology_keep(struct topology *t);
void topology_release(struct topology *t);

#endif
