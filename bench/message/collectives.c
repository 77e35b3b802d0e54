/* Collectives between all ranks: prints `NAME NANOSECONDS`, the time of one call. */
#include "../support/clock.h"
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

enum { LARGE = 1 << 20 };

static int rank, size;
static double *in, *out;

static void barrier(int i) { MPI_Barrier(MPI_COMM_WORLD); }
/* Each is the next one's root in turn, so that no root runs ahead. */
static void bcast(int i) { MPI_Bcast(out, 1, MPI_DOUBLE, i % size, MPI_COMM_WORLD); }
static void reduce(int i) { MPI_Reduce(in, out, 1, MPI_DOUBLE, MPI_SUM, i % size, MPI_COMM_WORLD); }
static void allreduce(int i) { MPI_Allreduce(in, out, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD); }
static void allgather(int i) { MPI_Allgather(in, 1, MPI_DOUBLE, out, 1, MPI_DOUBLE, MPI_COMM_WORLD); }
static void alltoall(int i) { MPI_Alltoall(in, 1, MPI_DOUBLE, out, 1, MPI_DOUBLE, MPI_COMM_WORLD); }
static void allreduce_large(int i) { MPI_Allreduce(in, out, LARGE / 8, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD); }
static void bcast_large(int i) { MPI_Bcast(out, LARGE / 8, MPI_DOUBLE, i % size, MPI_COMM_WORLD); }
static void alltoall_large(int i) { MPI_Alltoall(in, LARGE / 8, MPI_DOUBLE, out, LARGE / 8, MPI_DOUBLE, MPI_COMM_WORLD); }

static void time_of(const char *name, void (*call)(int), int times)
{
	double start = 0;
	if (size > 2) times /= 20;
	for (int i = -times / 10; i < times; i++) {
		if (i == 0) {
			MPI_Barrier(MPI_COMM_WORLD);
			start = now_ns();
		}
		call(i < 0 ? -i : i);
	}
	MPI_Barrier(MPI_COMM_WORLD);
	if (rank == 0) printf("%s %.1f\n", name, (now_ns() - start) / times);
}

int main(int argc, char **argv)
{
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	in = calloc(size, LARGE);
	out = calloc(size, LARGE);
	for (int i = 0; i < size * (LARGE / 8); i++) in[i] = i, out[i] = -i;
	time_of("barrier", barrier, 100000);
	time_of("bcast_8", bcast, 100000);
	time_of("reduce_8", reduce, 100000);
	time_of("allreduce_8", allreduce, 100000);
	time_of("allgather_8", allgather, 50000);
	time_of("alltoall_8", alltoall, 50000);
	time_of("bcast_1048576", bcast_large, 1000);
	time_of("allreduce_1048576", allreduce_large, 1000);
	time_of("alltoall_1048576", alltoall_large, 500);
	MPI_Finalize();
	return 0;
}
