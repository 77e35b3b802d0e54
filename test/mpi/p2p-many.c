/* Everyone exchanges a message with everyone: with many processes rings are made when two first talk. */
// ranks: 2
// layouts: 17x1 2x10
// run: --mem 128M
#include "show.h"

int main(int argc, char **argv)
{
	int sum = 0, x, total;
	begin(&argc, &argv);
	for (int k = 1; k < size; k++) {
		int to = (rank + k) % size, from = (rank + size - k) % size;
		MPI_Sendrecv(&rank, 1, MPI_INT, to, k, &x, 1, MPI_INT, from, k, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		sum += x == from ? x : 1000000;
	}
	MPI_Allreduce(&sum, &total, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	ONCE("%d\n", total == (size - 1) * (size * (size - 1) / 2));
	MPI_Finalize();
	return 0;
}
