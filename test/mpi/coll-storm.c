// ranks: 2 3 8
// native: no
/* Thousands of short collectives in a random order, roots that run ahead, and communicators that come and go among them. */
#include "coll.h"

PER_RANK unsigned seed = 4711;
static unsigned draw(unsigned n) { seed = seed * 1103515245 + 12345; return (seed >> 16) % n; }

static void one(MPI_Comm c, int round)
{
	int p, me, n = 1 + draw(14), root;
	MPI_Comm_rank(c, &me);
	MPI_Comm_size(c, &p);
	root = draw(1000) % p;
	int a[16], b[16 * 8];
	for (int i = 0; i < 16; i++) a[i] = round + me * 7 + i;
#define SUM(i) (p * (round + (i)) + 7 * p * (p - 1) / 2)
	switch (draw(8)) {
	case 0:
		MPI_Barrier(c);
		break;
	case 1: case 2:
		MPI_Bcast(a, n, MPI_INT, root, c);
		for (int i = 0; i < n; i++) CHECK(a[i] == round + root * 7 + i, "round %d: bcast [%d] = %d", round, i, a[i]);
		break;
	case 3:
		MPI_Reduce(a, b, n, MPI_INT, MPI_SUM, root, c);
		if (me == root) for (int i = 0; i < n; i++) CHECK(b[i] == SUM(i), "round %d: reduce [%d] = %d", round, i, b[i]);
		break;
	case 4:
		MPI_Allreduce(a, b, n, MPI_INT, MPI_SUM, c);
		for (int i = 0; i < n; i++) CHECK(b[i] == SUM(i), "round %d: allreduce [%d] = %d", round, i, b[i]);
		break;
	case 5:
		MPI_Allgather(a, n, MPI_INT, b, n, MPI_INT, c);
		for (int i = 0; i < n * p; i++) CHECK(b[i] == round + i / n * 7 + i % n, "round %d: allgather [%d] = %d", round, i, b[i]);
		break;
	case 6: {
		int out[8], in[8];
		for (int i = 0; i < p; i++) out[i] = round + me * 100 + i;
		MPI_Alltoall(out, 1, MPI_INT, in, 1, MPI_INT, c);
		for (int i = 0; i < p; i++) CHECK(in[i] == round + i * 100 + me, "round %d: alltoall [%d] = %d", round, i, in[i]);
		break;
	}
	case 7:
		/* A root far ahead of the others. */
		for (int k = 0; k < 40; k++) {
			int x = me == root ? round + k : -1;
			MPI_Bcast(&x, 1, MPI_INT, root, c);
			CHECK(x == round + k, "round %d: bcast %d in a row = %d", round, k, x);
		}
	}
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	int rounds = size > 2 ? 400 : 3000;
	MPI_Comm other, half;
	MPI_Comm_dup(MPI_COMM_WORLD, &other);
	for (int round = 0; round < rounds; round++) {
		one(draw(2) ? MPI_COMM_WORLD : other, round);
		if (round % 20 == 0) {
			MPI_Comm_free(&other);
			MPI_Comm_dup(MPI_COMM_WORLD, &other);
		}
		if (round % 50 == 0) {
			MPI_Comm_split(MPI_COMM_WORLD, rank / 2, 0, &half);
			unsigned kept = seed;
			for (int i = 0; i < 10; i++) one(half, round + i);
			seed = kept;
			MPI_Comm_free(&half);
		}
	}
	MPI_Comm_free(&other);
	return end("coll-storm");
}
