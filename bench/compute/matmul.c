/*
 * Matrix multiplication in blocks that fit the caches: a band of rows of C = A B, so that a run is short whatever the size.
 * The matrices hold small whole numbers, so sums are exact: C 1 = A (B 1) is checked row by row.
 */
#include "kernel.h"
#include <math.h>

#define BLOCK 64   /* rows of A, columns and rows of B worked on together */
#define AT_ONCE 4  /* rows of B that one pass over a row of C takes up */

static double *a, *b, *c;
static int n, band;

static int smaller(int x, int y) { return x < y ? x : y; }

static void prepare(char *memory, size_t bytes)
{
	n = root2(bytes / sizeof *a / 3) - 2;
	n -= n % AT_ONCE;
	band = smaller(BLOCK, n);
	size_t all = (size_t)n * n * sizeof *a;
	a = part(&memory, all);
	b = part(&memory, all);
	c = part(&memory, all);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++) {
			a[(size_t)i * n + k] = (i * 7 + k * 3) % 11 - 5;
			b[(size_t)i * n + k] = (i * 5 + k * 2) % 13 - 6;
			c[(size_t)i * n + k] = 0;
		}
}

static void block(int jb, int kb)
{
	int jend = smaller(jb + BLOCK, n), kend = smaller(kb + BLOCK, n);
	for (int i = 0; i < band; i++) {
		double *restrict to = c + (size_t)i * n;
		const double *restrict f = a + (size_t)i * n;
		if (kb == 0) for (int j = jb; j < jend; j++) to[j] = 0;
		for (int k = kb; k < kend; k += AT_ONCE) {
			const double *restrict b0 = b + (size_t)k * n, *restrict b1 = b0 + n, *restrict b2 = b1 + n, *restrict b3 = b2 + n;
			double f0 = f[k], f1 = f[k + 1], f2 = f[k + 2], f3 = f[k + 3];
#pragma omp simd
			for (int j = jb; j < jend; j++) to[j] += f0 * b0[j] + f1 * b1[j] + f2 * b2[j] + f3 * b3[j];
		}
	}
}

static void run(void)
{
#pragma omp parallel for schedule(static)
	for (int jb = 0; jb < n; jb += BLOCK)
		for (int kb = 0; kb < n; kb += BLOCK) block(jb, kb);
}

static double check(void)
{
	double all = 0;
	for (int i = 0; i < band; i++) {
		double got = 0, expected = 0;
		for (int j = 0; j < n; j++) got += c[(size_t)i * n + j];
		for (int k = 0; k < n; k++) {
			double row = 0;
			for (int j = 0; j < n; j++) row += b[(size_t)k * n + j];
			expected += a[(size_t)i * n + k] * row;
		}
		if (got != expected) return NAN;
		all += got * (i + 1);
	}
	return all;
}

const struct kernel matmul_kernel = { "matmul", prepare, run, check };
