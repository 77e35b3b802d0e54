/* MPI_THREAD_MULTIPLE with OpenMP: threads of each rank wait for different messages at once; and MPI_THREAD_FUNNELED around parallel regions. */
// ranks: 2 3
// flags: -fopenmp
// run: -n 4
#include "show.h"
#include <omp.h>

enum { THREADS = 4, ROUNDS = 300 };

int main(int argc, char **argv)
{
	int provided, wrong = 0, main_thread;
	setvbuf(stdout, NULL, _IOLBF, 0);
	MPI_Init_thread(&argc, &argv, MPI_THREAD_MULTIPLE, &provided);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	MPI_Comm_dup(MPI_COMM_WORLD, &show_comm);
	const int me = rank, n = size, right = (rank + 1) % size, left = (rank + size - 1) % size;
	MPI_Is_thread_main(&main_thread);
	MPI_Query_thread(&provided);
	show("%d %d", provided == MPI_THREAD_MULTIPLE, main_thread);

	/* Each thread talks to the same thread of the neighbours, with a tag of its own. */
#pragma omp parallel num_threads(THREADS) reduction(+ : wrong)
	{
		int t = omp_get_thread_num();
		static _Thread_local char out[20000], in[20000];
		for (int i = 0; i < ROUNDS; i++) {
			int length = i % 10 == 9 ? 20000 : i % 10 == 8 ? 3000 : 8;
			memset(out, me + t + i, length);
			MPI_Request r;
			MPI_Status s;
			MPI_Irecv(in, length, MPI_CHAR, left, t, MPI_COMM_WORLD, &r);
			MPI_Send(out, length, MPI_CHAR, right, t, MPI_COMM_WORLD);
			MPI_Wait(&r, &s);
			if (in[0] != (char)(left + t + i) || in[length - 1] != in[0] || s.MPI_TAG != t) wrong++;
		}
	}
	show("%d", wrong);

	/* All threads but one wait in a receive, the last sends what they wait for, to its own process, in an order that none expects. */
	wrong = 0;
#pragma omp parallel num_threads(THREADS) reduction(+ : wrong)
	{
		int t = omp_get_thread_num(), x = -1;
		if (t == 0) for (int i = THREADS - 1; i > 0; i--) MPI_Send(&i, 1, MPI_INT, me, 100 + i, MPI_COMM_WORLD);
		else {
			MPI_Recv(&x, 1, MPI_INT, me, 100 + t, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			if (x != t) wrong++;
		}
	}
	show("%d", wrong);

	/* Collectives of several communicators at once. */
	MPI_Comm own[THREADS];
	for (int i = 0; i < THREADS; i++) MPI_Comm_dup(MPI_COMM_WORLD, &own[i]);
	wrong = 0;
#pragma omp parallel num_threads(THREADS) reduction(+ : wrong)
	{
		int t = omp_get_thread_num();
		for (int i = 0; i < 50; i++) {
			int sum, value = me * 10 + t + i;
			MPI_Allreduce(&value, &sum, 1, MPI_INT, MPI_SUM, own[t]);
			if (sum != n * (n - 1) / 2 * 10 + n * (t + i)) wrong++;
		}
	}
	show("%d", wrong);

	/* Only the first thread calls MPI, between and within parallel regions. */
	double local = 0, all;
	for (int i = 0; i < 20; i++) {
#pragma omp parallel for num_threads(THREADS) reduction(+ : local)
		for (int j = 0; j < 1000; j++) local += j;
#pragma omp parallel num_threads(THREADS)
#pragma omp master
		MPI_Allreduce(&local, &all, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
		if (all != local) wrong++;
	}
	show("%d %.0f", wrong, all);
	MPI_Finalize();
	return 0;
}
