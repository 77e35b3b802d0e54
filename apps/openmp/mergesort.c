/*
 * Merge sort with tasks: halves are sorted by tasks of their own until they are short, then merged.
 * mergesort [--time] [numbers]
 *
 * The result must be in order and hold the numbers that went in (their sum and their exclusive or are compared).
 */
#include <stdint.h>
#include "app.h"

#define SHORT 2048      /* no task for less */
#define INSERTION 24    /* no recursion for less */

static void insert(int *x, int n)
{
	for (int i = 1; i < n; i++) {
		int v = x[i], k = i;
		for (; k > 0 && x[k - 1] > v; k--) x[k] = x[k - 1];
		x[k] = v;
	}
}

static void merge(const int *restrict a, int na, const int *restrict b, int nb, int *restrict to)
{
	while (na && nb) {
		int first = *a <= *b;
		*to++ = first ? *a : *b;
		a += first;
		na -= first;
		b += !first;
		nb -= !first;
	}
	memcpy(to, na ? a : b, (na ? na : nb) * sizeof *to);
}

/* Sorts x; the result lies in `to` if asked for, else in x. */
static void sort(int *x, int *to, int n, int there)
{
	if (n <= INSERTION) {
		insert(x, n);
		if (there) memcpy(to, x, n * sizeof *x);
		return;
	}
	int half = n / 2;
#pragma omp task final(half < SHORT) mergeable
	sort(x, to, half, !there);
	sort(x + half, to + half, n - half, !there);
#pragma omp taskwait
	if (there) merge(x, half, x + half, n - half, to);
	else merge(to, half, to + half, n - half, x);
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 1, "[numbers]");
	int n = app_number(argc, argv, 1, "how many numbers", 100000, 1, 100000000), right = 1;
	int *x = app_memory(n, sizeof *x), *room = app_memory(n, sizeof *room);
	uint32_t state = 2463534242u, sum = 0, mix = 0;
	for (int i = 0; i < n; i++) {
		/* xorshift (Marsaglia 2003) */
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		x[i] = (int)state;
		sum += state;
		mix ^= state;
	}

	double start = app_start();
#pragma omp parallel
#pragma omp single
	sort(x, room, n, 0);
	app_seconds(omp_get_wtime() - start);

	for (int i = 0; i < n; i++) {
		if (i && x[i - 1] > x[i]) right = 0;
		sum -= (uint32_t)x[i];
		mix ^= (uint32_t)x[i];
	}
	printf("%d numbers, smallest %d, middle %d, largest %d\n", n, x[0], x[n / 2], x[n - 1]);
	free(x);
	free(room);
	return app_verdict(right && !sum && !mix);
}
