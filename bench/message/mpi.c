/* The same by MPI_Send and MPI_Recv between ranks 0 and 1. */
#include "../support/clock.h"
#include "sizes.h"
#include <mpi.h>
#include <stdio.h>

static char box[LARGEST], out[LARGEST];

int main(int argc, char **argv)
{
	int me;
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &me);
	FOR_EACH_SIZE(bytes, times)
		double start = 0;
		for (int i = -times / 10; i < times; i++) {
			if (i == 0) start = now_ns();
			if (me == 0) MPI_Send(out, bytes, MPI_CHAR, 1, 0, MPI_COMM_WORLD);
			MPI_Recv(box, bytes, MPI_CHAR, 1 - me, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			if (me == 1) MPI_Send(out, bytes, MPI_CHAR, 0, 0, MPI_COMM_WORLD);
		}
		if (me == 0) printf("half_%d %.1f\n", bytes, (now_ns() - start) / times / 2);
	END
	MPI_Finalize();
	return 0;
}
