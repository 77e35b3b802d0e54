/*
 * Matrix multiplication in blocks that fit the caches, with SIMD along rows.
 * matmul [--time] [order]
 *
 * The matrices hold small whole numbers, so sums are exact: C 1 = A (B 1) is checked row by row.
 */
#include "app.h"

#define BLOCK 64

static int smaller(int a, int b) { return a < b ? a : b; }

static void multiply(int n, const double *restrict a, const double *restrict b, double *restrict c)
{
#pragma omp parallel for collapse(2) schedule(static)
	for (int ib = 0; ib < n; ib += BLOCK)
		for (int jb = 0; jb < n; jb += BLOCK)
			for (int kb = 0; kb < n; kb += BLOCK) {
				int iend = smaller(ib + BLOCK, n), jend = smaller(jb + BLOCK, n), kend = smaller(kb + BLOCK, n);
				for (int i = ib; i < iend; i++)
					for (int k = kb; k < kend; k++) {
						double f = a[i * n + k];
						const double *restrict from = b + k * n;
						double *restrict to = c + i * n;
#pragma omp simd
						for (int j = jb; j < jend; j++) to[j] += f * from[j];
					}
			}
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 1, "[order]");
	int n = app_number(argc, argv, 1, "the order", 200, 1, 8000), right = 1;
	size_t all = (size_t)n * n;
	double *a = app_memory(all, sizeof *a), *b = app_memory(all, sizeof *b), *c = app_memory(all, sizeof *c), *sums = app_memory(n, sizeof *sums);
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++) {
			a[i * n + k] = (i * 7 + k * 3) % 11 - 5;
			b[i * n + k] = (i * 5 + k * 2) % 13 - 6;
			sums[i] += b[i * n + k];
		}

	double start = app_start();
	multiply(n, a, b, c);
	app_seconds(omp_get_wtime() - start);

	double trace = 0;
	for (int i = 0; i < n; i++) {
		double expected = 0, got = 0;
		for (int k = 0; k < n; k++) {
			expected += a[i * n + k] * sums[k];
			got += c[i * n + k];
		}
		right &= expected == got;
		trace += c[i * n + i];
	}
	printf("order %d, trace %.0f\n", n, trace);
	free(a);
	free(b);
	free(c);
	free(sums);
	return app_verdict(right);
}
