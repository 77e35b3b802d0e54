/*
 * Integer sort as in the NAS benchmark IS (D. Bailey et al., "The NAS parallel benchmarks", 1991): keys are first scattered into buckets by their
 * high bits, then each bucket is put in order by counting.
 */
#include "kernel.h"
#include <math.h>
#include <stdint.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#else
static int omp_get_thread_num(void) { return 0; }
static int omp_get_num_threads(void) { return 1; }
#endif

enum { LOG_BUCKETS = 8, BUCKETS = 1 << LOG_BUCKETS };

static uint32_t *keys, *scattered, *sorted, *counts;
static uint32_t start[KERNEL_THREADS][BUCKETS], first[BUCKETS + 1];
static long n;
static int shift;   /* a key's bucket is what is left of it */

static void prepare(char *memory, size_t bytes)
{
	/* Three arrays, and for each bucket a counter for each of its values; there are at most as many values as keys. */
	n = bytes / (4 * sizeof *keys) - 64;
	int log = LOG_BUCKETS;
	while (2l << log <= n) log++;
	shift = log - LOG_BUCKETS;
	keys = part(&memory, n * sizeof *keys);
	scattered = part(&memory, n * sizeof *keys);
	sorted = part(&memory, n * sizeof *keys);
	counts = part(&memory, sizeof *counts << log);
	/* A generator of period 2^32 (Numerical Recipes). */
	uint32_t x = 1;
	for (long i = 0; i < n; i++) keys[i] = (x = x * 1664525u + 1013904223u) >> (32 - log);
}

static void scatter(int me, int all)
{
	uint32_t *mine = start[me];
	long begin = n * me / all, end = n * (me + 1) / all;
	memset(mine, 0, sizeof start[0]);
	for (long i = begin; i < end; i++) mine[keys[i] >> shift]++;
#pragma omp barrier
#pragma omp single
	{
		uint32_t sum = 0;
		for (int b = 0; b < BUCKETS; b++) {
			first[b] = sum;
			for (int t = 0; t < all; t++) {
				uint32_t count = start[t][b];
				start[t][b] = sum;
				sum += count;
			}
		}
		first[BUCKETS] = sum;
	}
	for (long i = begin; i < end; i++) scattered[mine[keys[i] >> shift]++] = keys[i];
#pragma omp barrier
}

static void order(int b)
{
	uint32_t *restrict count = counts + ((size_t)b << shift), low = (uint32_t)b << shift, *restrict to = sorted + first[b];
	const uint32_t *restrict from = scattered;
	memset(count, 0, sizeof *count << shift);
	for (uint32_t i = first[b]; i < first[b + 1]; i++) count[from[i] - low]++;
	for (uint32_t v = 0; v < 1u << shift; v++)
		for (uint32_t k = count[v]; k > 0; k--) *to++ = low + v;
}

static void run(void)
{
#pragma omp parallel
	{
		scatter(omp_get_thread_num(), omp_get_num_threads());
#pragma omp for schedule(static)
		for (int b = 0; b < BUCKETS; b++) order(b);
	}
}

static double check(void)
{
	uint64_t before = 0, after = 0, places = 0;
	for (long i = 0; i < n; i++) {
		if (i && sorted[i - 1] > sorted[i]) return NAN;
		before += keys[i];
		after += sorted[i];
		places = (places * 31 + sorted[i]) & 0xffffffffffff;
	}
	return before == after ? places : NAN;
}

const struct kernel sort_kernel = { "sort", prepare, run, check };
