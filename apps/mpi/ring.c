/*
 * A ring: each rank hands a growing list of ranks to the next one, until every list has been everywhere.
 * ring [--time] [rounds]
 */
#include "app.h"

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 1, "[rounds]");
	long rounds = app_number(argc, argv, 1, "the number of rounds", 100, 1, 10000000);
	int next = (w.rank + 1) % w.size, before = (w.rank + w.size - 1) % w.size, right = 1;
	int *mine = app_memory(w.size + 1, sizeof *mine), *theirs = app_memory(w.size + 1, sizeof *theirs);
	double start = world_start();
	for (long round = 0; round < rounds; round++) {
		mine[0] = w.rank;
		for (int step = 1; step <= w.size; step++) {
			MPI_Request requests[2];
			MPI_Status statuses[2];
			int got;
			MPI_Irecv(theirs, w.size + 1, MPI_INT, before, step, MPI_COMM_WORLD, &requests[0]);
			MPI_Isend(mine, step, MPI_INT, next, step, MPI_COMM_WORLD, &requests[1]);
			MPI_Waitall(2, requests, statuses);
			MPI_Get_count(&statuses[0], MPI_INT, &got);
			right &= got == step && theirs[0] == (w.rank - step + 2 * w.size) % w.size;
			theirs[step] = w.rank;
			int *t = mine;
			mine = theirs;
			theirs = t;
		}
		/* The list that began here is back, with everyone's number on it in order. */
		for (int i = 0; i <= w.size; i++) right &= mine[i] == (w.rank + i) % w.size;
	}
	world_seconds(w, start);
	if (w.rank == 0) printf("%ld rounds\n", rounds);
	free(mine);
	free(theirs);
	return world_end(w, right);
}
