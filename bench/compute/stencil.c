/*
 * One sweep of Jacobi's iteration over a square, and over a cube. Boundary and inside are u = x y, or x y z: the mean of the neighbours is
 * exact for it but for rounding, so the result is known everywhere.
 */
#include "kernel.h"
#include <math.h>

static double *from, *to;
static long n;

static void clear_edges(long all)
{
	for (long i = 0; i < all; i++) to[i] = from[i] + 1;
}

static void prepare2d(char *memory, size_t bytes)
{
	n = root2(bytes / sizeof *from / 2) - 2;
	from = part(&memory, n * n * sizeof *from);
	to = part(&memory, n * n * sizeof *to);
	for (long y = 0; y < n; y++)
		for (long x = 0; x < n; x++) from[y * n + x] = (double)x * y / n;
	clear_edges(n * n);
}

static void run2d(void)
{
#pragma omp parallel for schedule(static)
	for (long y = 1; y < n - 1; y++) {
		const double *restrict here = from + y * n, *restrict above = here - n, *restrict below = here + n;
		double *restrict out = to + y * n;
#pragma omp simd
		for (long x = 1; x < n - 1; x++) out[x] = 0.2 * (here[x] + here[x - 1] + here[x + 1] + above[x] + below[x]);
	}
}

static double check2d(void)
{
	double all = 0;
	for (long y = 1; y < n - 1; y++)
		for (long x = 1; x < n - 1; x++) {
			double expected = (double)x * y / n;
			if (!(fabs(to[y * n + x] - expected) <= 1e-12 * expected)) return NAN;
			all += to[y * n + x];
		}
	return all;
}

static void prepare3d(char *memory, size_t bytes)
{
	n = root3(bytes / sizeof *from / 2) - 1;
	from = part(&memory, n * n * n * sizeof *from);
	to = part(&memory, n * n * n * sizeof *to);
	for (long z = 0; z < n; z++)
		for (long y = 0; y < n; y++)
			for (long x = 0; x < n; x++) from[(z * n + y) * n + x] = (double)x * y * z / n;
	clear_edges(n * n * n);
}

static void run3d(void)
{
#pragma omp parallel for schedule(static)
	for (long z = 1; z < n - 1; z++)
		for (long y = 1; y < n - 1; y++) {
			const double *restrict here = from + (z * n + y) * n, *restrict above = here - n, *restrict below = here + n;
			const double *restrict before = here - n * n, *restrict behind = here + n * n;
			double *restrict out = to + (z * n + y) * n;
#pragma omp simd
			for (long x = 1; x < n - 1; x++)
				out[x] = (here[x - 1] + here[x + 1] + above[x] + below[x] + before[x] + behind[x]) * (1.0 / 6);
		}
}

static double check3d(void)
{
	double all = 0;
	for (long z = 1; z < n - 1; z++)
		for (long y = 1; y < n - 1; y++)
			for (long x = 1; x < n - 1; x++) {
				double got = to[(z * n + y) * n + x], expected = (double)x * y * z / n;
				if (!(fabs(got - expected) <= 1e-12 * expected)) return NAN;
				all += got;
			}
	return all;
}

const struct kernel stencil2d_kernel = { "stencil2d", prepare2d, run2d, check2d }, stencil3d_kernel = { "stencil3d", prepare3d, run3d, check3d };
