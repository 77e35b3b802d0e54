/* Topologies of processes: making them, and what follows from a Cartesian one. */
#ifndef MPI_MAKE_TOPOLOGY_H
#define MPI_MAKE_TOPOLOGY_H

#include "object/comm.h"
#include "object/topology.h"

/*
 * Makes a communicator of the first `nodes` processes of `old`, collectively, and gives it the topology, which those in it have. What the entry returns;
 * an error calls the handler.
 */
int topology_give(struct comm *old, int nodes, struct topology *t, MPI_Comm *comm);

/* Writes n as a product of at most `free` factors as close to each other as can be, the largest first: how many; what is left of `free` are ones. */
enum { MOST_FACTORS = 32 };                     /* more factors above 1 an int does not have */
int topology_factors(int n, int free, int factors[MOST_FACTORS]);

/* ---- Cartesian (cart.c) ---- */

/* One for the process of that rank. NULL: no memory. */
struct topology *cart_new(int dims, const int sizes[], const int periods[], int rank);
/* The rank at coordinates (periodic ones wrap), or MPI_PROC_NULL beyond an edge; and a rank's coordinates. */
int cart_rank(const struct topology *t, const int coordinates[]);
void cart_coordinates(const struct topology *t, int rank, int coordinates[]);
/* The rank `distance` away from this process in a dimension, or MPI_PROC_NULL. */
int cart_shifted(const struct topology *t, int dimension, int distance);
/* The communicator of those whose coordinates differ in the dimensions that remain alone, or NULL: MPI_SUCCESS or a class of p2p/p2p.h's. */
int cart_sub(struct comm *c, const int remain[], struct comm **made);

/* ---- Graphs (graph.c) ---- */

static inline int graph_first_edge(const int index[], int node)
{
	return node ? index[node - 1] : 0;
}
/* One for the process of that rank. NULL: no memory. */
struct topology *graph_new(int nodes, const int index[], const int edges[], int rank);

/* ---- Distributed graphs (dist_graph.c) ---- */

/* One edge as a process told it. */
struct edge {
	int source, destination, weight;
};
/* With room for neighbours and their weights. NULL: no memory. */
struct topology *dist_graph_new(int in, int out, int weighted);
/* Collective: that of this process, of all edges that all tell. MPI_SUCCESS or a class of p2p/p2p.h's. */
int dist_graph_gather(
	struct comm *c, const struct edge mine[], int count, int weighted, struct topology **t);

#endif
