/* Threads that make communicators at the same time, from different ones, in an order of their own on each rank. */
// ranks: 1 3
// native: no
// cores: 4
#include <pthread.h>
#include "show.h"

enum { THREADS = 4, TIMES = 30 };
static MPI_Comm from[THREADS];
static int sums[THREADS], mine;   /* show.h has one rank for each thread */

static void *make(void *number)
{
	int n = (int)(intptr_t)number;
	for (int i = 0; i < TIMES; i++) {
		MPI_Comm dup, half;
		int all, v = mine + n, got = 0, r, s;
		if ((i + n) % 3) MPI_Comm_dup(from[n], &dup);
		else {
			MPI_Request request;
			MPI_Comm_idup(from[n], &dup, &request);
			MPI_Wait(&request, MPI_STATUS_IGNORE);
		}
		MPI_Comm_rank(dup, &r), MPI_Comm_size(dup, &s);
		MPI_Sendrecv(&v, 1, MPI_INT, (r + 1) % s, 3, &got, 1, MPI_INT, (r + s - 1) % s, 3, dup, MPI_STATUS_IGNORE);
		sums[n] += got;
		MPI_Comm_split(dup, r % 2, 0, &half);
		MPI_Comm_size(half, &all);
		sums[n] += 100 * all;
		MPI_Comm_free(&half), MPI_Comm_free(&dup);
	}
	return NULL;
}

int main(int argc, char **argv)
{
	int provided;
	pthread_t threads[THREADS];
	MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank), MPI_Comm_size(MPI_COMM_WORLD, &size);
	mine = rank;
	MPI_Comm_dup(MPI_COMM_WORLD, &show_comm);
	for (int i = 0; i < THREADS; i++) MPI_Comm_dup(MPI_COMM_WORLD, &from[i]);
	for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, make, (void *)(intptr_t)((i + rank) % THREADS));
	for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
	show("%d: %d %d %d %d", provided == MPI_THREAD_MULTIPLE, sums[0], sums[1], sums[2], sums[3]);
	MPI_Finalize();
	return 0;
}
