// ranks: 1 2 3 5 8
// native: no
/* Collectives between two groups: the lower third of the ranks, and the others. */
#include "coll.h"

PER_RANK MPI_Comm inter;
PER_RANK int low, here, there, place;   /* whether in the first group; sizes of both groups; rank */

static int tag(int group, int r, int i) { return group * 5000011 + r * 100003 + i; }

/* Calls the blocking or the non-blocking form. */
PER_RANK int later;
PER_RANK MPI_Request request;
#define RUN(now, then, ...) do { \
	if (!later) now(__VA_ARGS__); \
	else { then(__VA_ARGS__, &request); MPI_Wait(&request, MPI_STATUS_IGNORE); } \
} while (0)

/* The root is rank 1, or 0, of the group `rooted`. */
static void with_root(int n, int rooted)
{
	int giving = low == rooted, rank_of_root = 1 % (giving ? here : there), is_root = giving && place == rank_of_root;
	int root = giving ? is_root ? MPI_ROOT : MPI_PROC_NULL : rank_of_root, bad = 0;
	int *one = ints(n), *all = ints(n * (here + there)), *c = ints(here + there), *at = ints(here + there);
	for (int r = 0; r < here + there; r++) c[r] = n, at[r] = r * n;
	for (int i = 0; i < n; i++) one[i] = is_root ? tag(rooted, place, i) : -1;
	RUN(MPI_Bcast, MPI_Ibcast, one, n, MPI_INT, root, inter);
	if (!giving) for (int i = 0; i < n; i++) bad += one[i] != tag(rooted, rank_of_root, i);
	CHECK(!bad, "bcast count %d from group %d: %d wrong", n, rooted, bad);
	for (int v = 0; v < 2; v++) {
		for (int i = 0; i < n; i++) one[i] = tag(low, place, i);
		for (int i = 0; i < n * there; i++) all[i] = -1;
		if (v) RUN(MPI_Gatherv, MPI_Igatherv, one, n, MPI_INT, all, c, at, MPI_INT, root, inter);
		else RUN(MPI_Gather, MPI_Igather, one, n, MPI_INT, all, n, MPI_INT, root, inter);
		if (is_root) for (int i = 0; i < n * there; i++) bad += all[i] != tag(!low, i / n, i % n);
		CHECK(!bad, "gather %d count %d to group %d: %d wrong", v, n, rooted, bad);
		for (int i = 0; i < n * there; i++) all[i] = tag(low, place, i);
		for (int i = 0; i < n; i++) one[i] = -1;
		if (v) RUN(MPI_Scatterv, MPI_Iscatterv, all, c, at, MPI_INT, one, n, MPI_INT, root, inter);
		else RUN(MPI_Scatter, MPI_Iscatter, all, n, MPI_INT, one, n, MPI_INT, root, inter);
		if (!giving) for (int i = 0; i < n; i++) bad += one[i] != tag(rooted, rank_of_root, place * n + i);
		CHECK(!bad, "scatter %d count %d from group %d: %d wrong", v, n, rooted, bad);
	}
	for (int i = 0; i < n; i++) one[i] = tag(0, place, i), all[i] = -1;
	RUN(MPI_Reduce, MPI_Ireduce, one, all, n, MPI_INT, MPI_SUM, root, inter);
	if (is_root) for (int i = 0; i < n; i++) bad += all[i] != there * (there - 1) / 2 * 100003 + there * i;
	CHECK(!bad, "reduce count %d to group %d: %d wrong", n, rooted, bad);
	free(one); free(all); free(c); free(at);
}

static void without_root(int n)
{
	int bad = 0, most = here + there, *in = ints(n * most), *out = ints(n * most * most), *c = ints(most), *at = ints(most);
	for (int r = 0; r < most; r++) c[r] = n, at[r] = r * n;
	if (!later) MPI_Barrier(inter);
	else {
		MPI_Ibarrier(inter, &request);
		MPI_Wait(&request, MPI_STATUS_IGNORE);
	}
	for (int v = 0; v < 2; v++) {
		for (int i = 0; i < n * most; i++) in[i] = -1, out[i] = tag(low, place, i);
		if (v) RUN(MPI_Allgatherv, MPI_Iallgatherv, out, n, MPI_INT, in, c, at, MPI_INT, inter);
		else RUN(MPI_Allgather, MPI_Iallgather, out, n, MPI_INT, in, n, MPI_INT, inter);
		for (int i = 0; i < n * there; i++) bad += in[i] != tag(!low, i / n, i % n);
		CHECK(!bad, "allgather %d count %d: %d wrong", v, n, bad);
		if (v) RUN(MPI_Alltoallv, MPI_Ialltoallv, out, c, at, MPI_INT, in, c, at, MPI_INT, inter);
		else RUN(MPI_Alltoall, MPI_Ialltoall, out, n, MPI_INT, in, n, MPI_INT, inter);
		for (int i = 0; i < n * there; i++) bad += in[i] != tag(!low, i / n, place * n + i % n);
		CHECK(!bad, "alltoall %d count %d: %d wrong", v, n, bad);
	}
	for (int i = 0; i < n; i++) out[i] = tag(0, place, i);
	RUN(MPI_Allreduce, MPI_Iallreduce, out, in, n, MPI_INT, MPI_SUM, inter);
	for (int i = 0; i < n; i++) bad += in[i] != there * (there - 1) / 2 * 100003 + there * i;
	CHECK(!bad, "allreduce count %d: %d wrong", n, bad);
	/* Both groups have the same number of elements in all. */
	for (int r = 0; r < here; r++) c[r] = n * there;
	for (int i = 0; i < n * here * there; i++) out[i] = tag(0, place, i);
	RUN(MPI_Reduce_scatter, MPI_Ireduce_scatter, out, in, c, MPI_INT, MPI_SUM, inter);
	for (int i = 0; i < n * there; i++) bad += in[i] != there * (there - 1) / 2 * 100003 + there * (place * n * there + i);
	CHECK(!bad, "reduce_scatter count %d: %d wrong", n, bad);
	RUN(MPI_Reduce_scatter_block, MPI_Ireduce_scatter_block, out, in, n * there, MPI_INT, MPI_SUM, inter);
	for (int i = 0; i < n * there; i++) bad += in[i] != there * (there - 1) / 2 * 100003 + there * (place * n * there + i);
	CHECK(!bad, "reduce_scatter_block count %d: %d wrong", n, bad);
	free(in); free(out); free(c); free(at);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	if (size > 1) {
		int first = (size + 2) / 3;
		MPI_Comm local;
		low = rank < first;
		MPI_Comm_split(MPI_COMM_WORLD, low, rank, &local);
		MPI_Intercomm_create(local, 0, MPI_COMM_WORLD, low ? first : 0, 5, &inter);
		MPI_Comm_rank(inter, &place);
		MPI_Comm_size(inter, &here);
		MPI_Comm_remote_size(inter, &there);
		for (later = 0; later < 2; later++)
			for (int n = 0; n < 7000; n = n ? n * 9 : 1) {
				with_root(n, 0);
				with_root(n, 1);
				without_root(n);
			}
		MPI_Comm_free(&inter);
		MPI_Comm_free(&local);
	}
	return end("coll-inter");
}
