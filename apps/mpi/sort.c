/*
 * Parallel sorting by regular sampling (Shi and Schaeffer, "Parallel sorting by regular sampling", 1992).
 * sort [--time] [numbers]
 *
 * Checked: every rank's numbers are in order, no rank's first is below the last of the rank before, and sum and count are what they were.
 */
#include <stdint.h>
#include "app.h"

/* splitmix64 (Steele, Lea and Flood 2014): the numbers are the same for any number of ranks. */
static int64_t number(uint64_t i)
{
	uint64_t z = i * 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return (int64_t)((z ^ z >> 31) >> 20);
}

static int ascending(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Where the sorted numbers are cut into a part for each rank: by numbers picked from everyone's samples. */
static void cuts(struct world w, const int64_t *mine, long count, int *counts)
{
	int64_t *samples = app_memory(w.size, sizeof *samples), *all = app_memory((size_t)w.size * w.size, sizeof *all);
	for (int i = 0; i < w.size; i++) samples[i] = count ? mine[i * count / w.size] : INT64_MAX;
	MPI_Allgather(samples, w.size, MPI_INT64_T, all, w.size, MPI_INT64_T, MPI_COMM_WORLD);
	qsort(all, (size_t)w.size * w.size, sizeof *all, ascending);
	long at = 0;
	for (int i = 0; i < w.size; i++) {
		long begin = at;
		int64_t end = i + 1 < w.size ? all[(i + 1) * w.size + w.size / 2 - 1] : INT64_MAX;
		while (at < count && (i + 1 == w.size || mine[at] < end)) at++;
		counts[i] = at - begin;
	}
	free(samples);
	free(all);
}

static void offsets(int n, const int *counts, int *offset)
{
	for (int i = 0, sum = 0; i < n; sum += counts[i++]) offset[i] = sum;
}

/* Whether each rank's numbers ascend, and follow those of the ranks before. */
static int in_order(struct world w, const int64_t *sorted, long count)
{
	int right = 1;
	for (long i = 1; i < count; i++) right &= sorted[i - 1] <= sorted[i];
	/* The largest so far passes through the ranks. */
	int64_t before = INT64_MIN, last;
	if (w.rank > 0) MPI_Recv(&before, 1, MPI_INT64_T, w.rank - 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	last = count ? sorted[count - 1] : before;
	if (w.rank + 1 < w.size) MPI_Send(&last, 1, MPI_INT64_T, w.rank + 1, 0, MPI_COMM_WORLD);
	return right && (!count || before <= sorted[0]);
}

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 1, "[numbers]");
	long n = app_number(argc, argv, 1, "how many numbers", 100000, 0, 100000000);
	struct part part = world_part(n, w.rank, w.size);
	int64_t *mine = app_memory(part.count + 1, sizeof *mine), sums[2] = { 0, 0 }, all[2];
	for (long i = 0; i < part.count; i++) sums[0] += mine[i] = number(part.first + i);

	int *counts = app_memory(4 * w.size, sizeof *counts), *to = counts + w.size, *incoming = to + w.size, *from = incoming + w.size;
	double start = world_start();
	qsort(mine, part.count, sizeof *mine, ascending);
	cuts(w, mine, part.count, counts);
	MPI_Alltoall(counts, 1, MPI_INT, incoming, 1, MPI_INT, MPI_COMM_WORLD);
	offsets(w.size, counts, to);
	offsets(w.size, incoming, from);
	long got = from[w.size - 1] + incoming[w.size - 1];
	int64_t *sorted = app_memory(got + 1, sizeof *sorted);
	MPI_Alltoallv(mine, counts, to, MPI_INT64_T, sorted, incoming, from, MPI_INT64_T, MPI_COMM_WORLD);
	qsort(sorted, got, sizeof *sorted, ascending);
	world_seconds(w, start);

	int right = in_order(w, sorted, got);
	for (long i = 0; i < got; i++) sums[1] += sorted[i];
	MPI_Allreduce(sums, all, 2, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
	int64_t total = 0, sizes = got;
	MPI_Reduce(&sizes, &total, 1, MPI_INT64_T, MPI_SUM, 0, MPI_COMM_WORLD);
	if (w.rank == 0) {
		printf("%ld numbers, sum %lld\n", n, (long long)all[0]);
		right &= total == n;
	}
	free(mine);
	free(sorted);
	free(counts);
	return world_end(w, right && all[0] == all[1]);
}
