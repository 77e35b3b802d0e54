/* What the MPI apps share: begin and end on all ranks, words from rank 0 alone. Ranks of one isle share variables, so these are only read. */
#ifndef APP_H
#define APP_H

#include <mpi.h>
#include "../app.h"

struct world { int rank, size; };

/* MPI_Init, and --time taken out of a copy of the arguments. Wrong usage ends every rank with 2. */
static struct world world_begin(int *argc, char ***argv, int most, const char *usage)
{
	struct world w;
	char **copy = app_memory(*argc + 1, sizeof *copy);
	memcpy(copy, *argv, *argc * sizeof *copy);
	*argv = copy;
	*argc = app_begin(*argc, copy, most, usage);
	MPI_Init(0, 0);
	MPI_Comm_rank(MPI_COMM_WORLD, &w.rank);
	MPI_Comm_size(MPI_COMM_WORLD, &w.size);
	return w;
}

/* Seconds since `start` on the slowest rank, printed if asked for. */
static void world_seconds(struct world w, double start)
{
	double mine = MPI_Wtime() - start, most;
	MPI_Reduce(&mine, &most, 1, MPI_DOUBLE, MPI_MAX, 0, MPI_COMM_WORLD);
	if (w.rank == 0) app_seconds(most);
}

/* All ranks at one moment. */
static double world_start(void)
{
	MPI_Barrier(MPI_COMM_WORLD);
	return MPI_Wtime();
}

/* Right if it is on all ranks. Ends MPI. */
static int world_end(struct world w, int right)
{
	int all;
	MPI_Allreduce(&right, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
	MPI_Finalize();
	return w.rank == 0 ? app_verdict(all) : !all;
}

/* The part of n things that a rank has: [first, first + count), differing by one at most. */
struct part { long first, count; };
static struct part world_part(long n, int rank, int size)
{
	long each = n / size, more = n % size;
	struct part p = { rank * each + (rank < more ? rank : more), each + (rank < more) };
	return p;
}

#endif
