/* Ranks that wait for each other in the way that the first argument names, or only seem to. */
// native: no
// driver: no
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	int rank, size, v = 0, n = 1;
	const char *how = argc > 1 ? argv[1] : "recv";
	int level = MPI_THREAD_SINGLE;
	MPI_Init_thread(&argc, &argv, strcmp(how, "multiple") ? MPI_THREAD_SINGLE : MPI_THREAD_MULTIPLE, &level);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank); MPI_Comm_size(MPI_COMM_WORLD, &size);
	int next = (rank + 1) % size;
	if (!strcmp(how, "recv") || !strcmp(how, "multiple")) MPI_Recv(&v, 1, MPI_INT, next, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(how, "any")) MPI_Recv(&v, 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(how, "ssend")) MPI_Ssend(&v, 1, MPI_INT, next, 7, MPI_COMM_WORLD);
	if (!strcmp(how, "self")) MPI_Recv(&v, 1, MPI_INT, rank, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(how, "lock")) {
		MPI_Win w; MPI_Win_create(&v, sizeof v, 1, MPI_INFO_NULL, MPI_COMM_WORLD, &w);
		if (rank == 1) MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, w);
		MPI_Barrier(MPI_COMM_WORLD);
		if (rank == 1) MPI_Recv(&v, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		else MPI_Win_lock(MPI_LOCK_EXCLUSIVE, 0, 0, w);
	}
	if (!strcmp(how, "probe")) MPI_Probe(next, 3, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(how, "barrier")) { if (rank) MPI_Barrier(MPI_COMM_WORLD); else MPI_Recv(&v, 1, MPI_INT, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); }
	if (!strcmp(how, "bcast")) { if (rank != 1) MPI_Allreduce(&v, &n, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD); else MPI_Recv(&v, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); }
	if (!strcmp(how, "waitall")) { MPI_Request r[2]; MPI_Irecv(&v, 1, MPI_INT, next, 1, MPI_COMM_WORLD, &r[0]); MPI_Irecv(&n, 1, MPI_INT, next, 2, MPI_COMM_WORLD, &r[1]); MPI_Waitall(2, r, MPI_STATUSES_IGNORE); }
	if (!strcmp(how, "finalize") && !rank) MPI_Recv(&v, 1, MPI_INT, 1, 9, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(how, "large")) { static int big[1 << 20]; MPI_Send(big, 1 << 20, MPI_INT, next, 4, MPI_COMM_WORLD); }
	if (!strcmp(how, "sleep")) { if (rank) MPI_Recv(&v, 1, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); else { sleep(3); for (int i = 1; i < size; i++) MPI_Send(&v, 1, MPI_INT, i, 0, MPI_COMM_WORLD); } }
	if (!strcmp(how, "sleep1")) { if (rank != 1) MPI_Recv(&v, 1, MPI_INT, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); else { sleep(3); for (int i = 0; i < size; i++) if (i != 1) MPI_Send(&v, 1, MPI_INT, i, 0, MPI_COMM_WORLD); } }
	if (!strcmp(how, "read1")) { char c; if (rank != 1) MPI_Recv(&v, 1, MPI_INT, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE); else { if (read(0, &c, 1) < 0) return 3; for (int i = 0; i < size; i++) if (i != 1) MPI_Send(&v, 1, MPI_INT, i, 0, MPI_COMM_WORLD); } }
	printf("done %d\n", rank);
	MPI_Finalize();
	return 0;
}
