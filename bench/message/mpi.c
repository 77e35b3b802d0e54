/*
 * What MPI costs between ranks 0 and 1. Prints `NAME VALUE`: half_BYTES (half of a round trip, ns), one_BYTES and both_BYTES (a stream in one
 * direction, in both; MB/s) and rate (messages of 8 bytes with 64 under way, a second).
 * Each figure is the best of some batches: whatever else the machine does only adds to it.
 */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LARGEST = 1 << 20, WINDOW = 64, BATCHES = 7 };
static char *out, *in;
static int me, other;

static void ping_pong(int bytes)
{
	for (int side = 0; side < 2; side++) {
		if (side == me) MPI_Send(out, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD);
		else MPI_Recv(in, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	}
}

static void stream(int bytes, int receives, int sends)
{
	MPI_Request r[2 * WINDOW];
	int n = 0;
	if (receives) for (int i = 0; i < WINDOW; i++) MPI_Irecv(in, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, &r[n++]);
	if (sends) for (int i = 0; i < WINDOW; i++) MPI_Isend(out, bytes, MPI_CHAR, other, 0, MPI_COMM_WORLD, &r[n++]);
	MPI_Waitall(n, r, MPI_STATUSES_IGNORE);
	if (me == 1) MPI_Send(NULL, 0, MPI_CHAR, 0, 1, MPI_COMM_WORLD);
	else MPI_Recv(NULL, 0, MPI_CHAR, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
}

static void one_way(int bytes) { stream(bytes, me == 1, me == 0); }
static void both_ways(int bytes) { stream(bytes, 1, 1); }

/* Nanoseconds that a call takes. */
static double measure(void (*call)(int), int bytes, int times)
{
	double best = 1e30;
	for (int batch = 0; batch < BATCHES; batch++) {
		double start = 0;
		for (int i = -times / 10 - 1; i < times; i++) {
			if (i == 0) start = MPI_Wtime();
			call(bytes);
		}
		double took = (MPI_Wtime() - start) * 1e9 / times;
		if (took < best) best = took;
	}
	return best;
}

static int times_of(int bytes) { return bytes < 4096 ? 10000 : bytes < 100000 ? 1000 : 100; }

static void print(const char *name, int bytes, double value)
{
	if (me) return;
	if (bytes) printf("%s_%d %.1f\n", name, bytes, value);
	else printf("%s %.1f\n", name, value);
}

int main(int argc, char **argv)
{
	static const int sizes[] = { 8, 1024, 65536, LARGEST };
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &me);
	other = 1 - me;
	out = malloc(LARGEST);
	in = malloc(LARGEST);
	memset(out, 0, LARGEST);
	memset(in, 0, LARGEST);
	for (int i = 0; i < 4; i++) print("half", sizes[i], measure(ping_pong, sizes[i], times_of(sizes[i])) / 2);
	for (int i = 2; i < 4; i++) {
		double bytes = (double)WINDOW * sizes[i];
		int times = times_of(sizes[i]) / 20;
		print("one", sizes[i], bytes / measure(one_way, sizes[i], times) * 1e3);
		print("both", sizes[i], 2 * bytes / measure(both_ways, sizes[i], times) * 1e3);
	}
	print("rate", 0, WINDOW / measure(one_way, 8, 500) * 1e9);
	MPI_Finalize();
	return 0;
}
