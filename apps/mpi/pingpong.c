/*
 * Half of a message's way there and back between ranks 0 and 1, by size; the others look on.
 * pingpong [--time] [largest size in bytes] [turns of each size]
 *
 * Each message carries a pattern of its turn, which the receiver checks after the clock has stopped for that size.
 */
#include "app.h"

static unsigned char pattern(long turn, long at) { return turn * 31 + at * 7; }

static int trip(struct world w, unsigned char *buffer, int bytes, int turns)
{
	int right = 1;
	double start = world_start();
	if (w.rank < 2) {
		for (int turn = 0; turn < turns; turn++) {
			if (w.rank == 0) MPI_Send(buffer, bytes, MPI_BYTE, 1, turn, MPI_COMM_WORLD);
			MPI_Recv(buffer, bytes, MPI_BYTE, 1 - w.rank, turn, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			if (w.rank == 1) MPI_Send(buffer, bytes, MPI_BYTE, 0, turn, MPI_COMM_WORLD);
		}
	}
	double half = (MPI_Wtime() - start) / turns / 2;
	for (int i = 0; i < bytes && w.rank < 2; i++) right &= buffer[i] == pattern(bytes, i);
	if (w.rank == 0 && app_timed) printf("%8d bytes %10.3f us %10.1f MB/s\n", bytes, half * 1e6, bytes / half / 1e6);
	return right;
}

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 2, "[largest size in bytes] [turns of each size]");
	long largest = app_number(argc, argv, 1, "the largest size", 1 << 16, 1, 1 << 28);
	long turns = app_number(argc, argv, 2, "the number of turns", 200, 1, 100000000);
	unsigned char *buffer = app_memory(largest, 1);
	int right = 1;
	if (w.size < 2) {
		if (w.rank == 0) puts("there is nobody to play with");
		return world_end(w, 1);
	}
	for (long bytes = 1; bytes <= largest; bytes *= 4) {
		for (long i = 0; i < bytes; i++) buffer[i] = w.rank == 0 ? pattern(bytes, i) : 0;
		right &= trip(w, buffer, bytes, turns);
	}
	if (w.rank == 0) printf("%ld turns up to %ld bytes\n", turns, largest);
	free(buffer);
	return world_end(w, right);
}
