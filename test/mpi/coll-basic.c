// ranks: 1 2 3 4 5 8
/* The blocking collectives on MPI_COMM_WORLD, several sizes and types, results verified. Prints what is wrong, and at last one line. */
#include "coll.h"

/* Sizes around where algorithms change, and odd ones. */
static const int counts[] = { 0, 1, 2, 5, 63, 300, 1500, 2049, 4100, 9001, 70000 };
#define EACH_COUNT(n) for (int k_ = 0, n; k_ < (int)(sizeof counts / sizeof *counts) && (n = counts[k_], 1); k_++)

static void barrier(void)
{
	for (int i = 0; i < 50; i++) MPI_Barrier(MPI_COMM_WORLD);
}

static void bcast(void)
{
	EACH_COUNT(n) for (int root = 0; root < size; root++) {
		int *a = ints(n);
		for (int i = 0; i < n; i++) a[i] = rank == root ? value(root, i) : -1;
		MPI_Bcast(a, n, MPI_INT, root, MPI_COMM_WORLD);
		for (int i = 0; i < n; i++) CHECK(a[i] == value(root, i), "bcast root %d count %d [%d] = %d", root, n, i, a[i]);
		free(a);
	}
}

static void gather_scatter(void)
{
	EACH_COUNT(n) {
		if (n > 9001) continue;
		int root = n % size, *mine = ints(n), *all = ints(n * size);
		for (int inplace = 0; inplace < 2; inplace++) {
			for (int i = 0; i < n; i++) mine[i] = value(rank, i);
			for (int i = 0; i < n * size; i++) all[i] = inplace && rank == root && i / n == root ? value(root, i % n) : -1;
			MPI_Gather(inplace && rank == root ? MPI_IN_PLACE : mine, n, MPI_INT, all, n, MPI_INT, root, MPI_COMM_WORLD);
			if (rank == root) for (int i = 0; i < n * size; i++) CHECK(all[i] == value(i / n, i % n), "gather count %d [%d] = %d", n, i, all[i]);
			for (int i = 0; i < n; i++) mine[i] = -1;
			MPI_Scatter(all, n, MPI_INT, inplace && rank == root ? MPI_IN_PLACE : mine, n, MPI_INT, root, MPI_COMM_WORLD);
			if (!inplace || rank != root) for (int i = 0; i < n; i++) CHECK(mine[i] == value(rank, i), "scatter count %d [%d] = %d", n, i, mine[i]);
			for (int i = 0; i < n; i++) mine[i] = value(rank, i);
			for (int i = 0; i < n * size; i++) all[i] = inplace && i / n == rank ? value(rank, i % n) : -1;
			MPI_Allgather(inplace ? MPI_IN_PLACE : mine, n, MPI_INT, all, n, MPI_INT, MPI_COMM_WORLD);
			for (int i = 0; i < n * size; i++) CHECK(all[i] == value(i / n, i % n), "allgather count %d [%d] = %d", n, i, all[i]);
		}
		free(mine);
		free(all);
	}
}

/* Rank r has n + r elements; places are backwards, with gaps. */
static void varied(void)
{
	EACH_COUNT(n) {
		if (n > 9001) continue;
		int root = (n + 1) % size, *c = ints(size), *at = ints(size), total = 0, mine_n = (n + rank) % (n + 3);
		for (int r = size - 1; r >= 0; r--) {
			c[r] = (n + r) % (n + 3);
			at[r] = total;
			total += c[r] + 2;
		}
		int *mine = ints(mine_n), *all = ints(total);
		for (int i = 0; i < mine_n; i++) mine[i] = value(rank, i);
		for (int what = 0; what < 3; what++) {
			for (int i = 0; i < total; i++) all[i] = -7;
			if (what == 2) for (int i = 0; i < mine_n; i++) all[at[rank] + i] = mine[i];
			if (what == 0) MPI_Gatherv(mine, mine_n, MPI_INT, all, c, at, MPI_INT, root, MPI_COMM_WORLD);
			else MPI_Allgatherv(what == 2 ? MPI_IN_PLACE : mine, mine_n, MPI_INT, all, c, at, MPI_INT, MPI_COMM_WORLD);
			if (what == 0 && rank != root) continue;
			for (int r = 0; r < size; r++) {
				for (int i = 0; i < c[r]; i++) CHECK(all[at[r] + i] == value(r, i), "gatherv %d count %d rank %d [%d] = %d", what, n, r, i, all[at[r] + i]);
				CHECK(all[at[r] + c[r]] == -7 && all[at[r] + c[r] + 1] == -7, "gatherv %d count %d rank %d: gap", what, n, r);
			}
		}
		if (rank == root) for (int r = 0; r < size; r++) for (int i = 0; i < c[r]; i++) all[at[r] + i] = value(r, i);
		for (int i = 0; i < mine_n; i++) mine[i] = -1;
		MPI_Scatterv(all, c, at, MPI_INT, mine, mine_n, MPI_INT, root, MPI_COMM_WORLD);
		for (int i = 0; i < mine_n; i++) CHECK(mine[i] == value(rank, i), "scatterv count %d [%d] = %d", n, i, mine[i]);
		free(mine); free(all); free(c); free(at);
	}
}

static int between(int from, int to, int i) { return from * 1000003 + to * 1009 + i; }

static void alltoall(void)
{
	EACH_COUNT(n) {
		if (n > 9001) continue;
		int *out = ints(n * size), *in = ints(n * size);
		for (int inplace = 0; inplace < 2; inplace++) {
			for (int i = 0; i < n * size; i++) {
				out[i] = between(rank, i / n, i % n);
				in[i] = inplace ? out[i] : -1;
			}
			MPI_Alltoall(inplace ? MPI_IN_PLACE : out, n, MPI_INT, in, n, MPI_INT, MPI_COMM_WORLD);
			for (int i = 0; i < n * size; i++) CHECK(in[i] == between(i / n, rank, i % n), "alltoall%s count %d [%d] = %d", inplace ? " in place" : "", n, i, in[i]);
		}
		free(out); free(in);
	}
}

/* From a to b: (a + 2b) % 5 * n elements. Alltoallw: of doubles where a + b is odd. */
static void alltoallv(void)
{
	for (int n = 0; n < 4000; n = n ? n * 20 : 1) {
		int *oc = ints(size), *oo = ints(size), *ic = ints(size), *io = ints(size), ot = 0, it = 0;
		for (int r = 0; r < size; r++) {
			oc[r] = (rank + 2 * r) % 5 * n;
			ic[r] = (r + 2 * rank) % 5 * n;
			oo[r] = ot + 1;
			io[r] = it + 1;
			ot += oc[r] + 1;
			it += ic[r] + 1;
		}
		int *out = ints(ot + 1), *in = ints(it + 1);
		for (int r = 0; r < size; r++) for (int i = 0; i < oc[r]; i++) out[oo[r] + i] = between(rank, r, i);
		for (int i = 0; i <= it; i++) in[i] = -3;
		MPI_Alltoallv(out, oc, oo, MPI_INT, in, ic, io, MPI_INT, MPI_COMM_WORLD);
		for (int r = 0; r < size; r++) {
			CHECK(in[io[r] - 1] == -3, "alltoallv gap before rank %d", r);
			for (int i = 0; i < ic[r]; i++) CHECK(in[io[r] + i] == between(r, rank, i), "alltoallv %d from %d [%d] = %d", n, r, i, in[io[r] + i]);
		}
		MPI_Datatype *ty = malloc(size * sizeof *ty);
		double *dout = calloc(ot + 1, 8), *din = calloc(it + 1, 8);
		for (int r = 0; r < size; r++) {
			ty[r] = (rank + r) % 2 ? MPI_DOUBLE : MPI_INT;
			for (int i = 0; i < oc[r]; i++)
				if ((rank + r) % 2) dout[oo[r] + i] = between(rank, r, i);
				else ((int *)&dout[oo[r]])[i] = between(rank, r, i);
			oo[r] *= 8;
			io[r] *= 8;
		}
		MPI_Alltoallw(dout, oc, oo, ty, din, ic, io, ty, MPI_COMM_WORLD);
		for (int r = 0; r < size; r++)
			for (int i = 0; i < ic[r]; i++)
				CHECK(((rank + r) % 2 ? din[io[r] / 8 + i] : ((int *)&din[io[r] / 8])[i]) == between(r, rank, i), "alltoallw %d from %d [%d]", n, r, i);
		/* In place every pair must have equal counts. */
		for (int r = 0; r < size; r++) {
			ic[r] = (rank + r) % 4 * n / 4;
			io[r] = r * (n + 1);
		}
		int *both = ints(size * (n + 1));
		for (int r = 0; r < size; r++) for (int i = 0; i < ic[r]; i++) both[io[r] + i] = between(rank, r, i);
		MPI_Alltoallv(MPI_IN_PLACE, 0, 0, 0, both, ic, io, MPI_INT, MPI_COMM_WORLD);
		for (int r = 0; r < size; r++) for (int i = 0; i < ic[r]; i++) CHECK(both[io[r] + i] == between(r, rank, i), "alltoallv in place %d from %d [%d]", n, r, i);
		free(both); free(out); free(in); free(dout); free(din); free(ty); free(oc); free(oo); free(ic); free(io);
	}
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	barrier();
	bcast();
	gather_scatter();
	varied();
	alltoall();
	alltoallv();
	return end("coll-basic");
}
