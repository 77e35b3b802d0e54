/* More ranks than CPUs: a ring of exchanges and a sum, over and over. Prints `crowd MICROSECONDS` for a round. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LENGTH = 2000, ROUNDS = 60 };

int main(int argc, char **argv)
{
	int me, all;
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &me);
	MPI_Comm_size(MPI_COMM_WORLD, &all);
	double *a = calloc(LENGTH, sizeof *a), *b = calloc(LENGTH, sizeof *b), start = 0, sum;
	for (int i = -ROUNDS / 10; i < ROUNDS; i++) {
		if (i == 0) start = MPI_Wtime();
		MPI_Sendrecv(a, LENGTH, MPI_DOUBLE, (me + 1) % all, 0, b, LENGTH, MPI_DOUBLE, (me + all - 1) % all, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		for (int j = 0; j < LENGTH; j++) a[j] = b[j] * 0.5 + me;
		MPI_Allreduce(&a[0], &sum, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	}
	if (me == 0) printf("crowd %.2f\n", (MPI_Wtime() - start) * 1e6 / ROUNDS);
	MPI_Finalize();
	return 0;
}
