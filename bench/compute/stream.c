/* The four loops of STREAM (J. D. McCalpin, "Memory bandwidth and machine balance in current high performance computers", 1995). */
#include "kernel.h"
#include <math.h>

#define FACTOR 3.0

static double *a, *b, *c;
static long n;

static void prepare(char *memory, size_t bytes)
{
	n = bytes / (3 * sizeof *a) - 24;
	a = part(&memory, n * sizeof *a);
	b = part(&memory, n * sizeof *b);
	c = part(&memory, n * sizeof *c);
	for (long i = 0; i < n; i++) {
		a[i] = i % 7;
		b[i] = i % 5;
		c[i] = i % 3;
	}
}

static void copy(void)
{
	const double *restrict from = a;
	double *restrict to = c;
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) to[i] = from[i];
}

static void scale(void)
{
	const double *restrict from = c;
	double *restrict to = b;
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) to[i] = FACTOR * from[i];
}

static void add(void)
{
	const double *restrict x = a, *restrict y = b;
	double *restrict to = c;
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) to[i] = x[i] + y[i];
}

static void triad(void)
{
	const double *restrict x = b, *restrict y = c;
	double *restrict to = a;
#pragma omp parallel for simd
	for (long i = 0; i < n; i++) to[i] = x[i] + FACTOR * y[i];
}

/* All numbers are small and whole, so sums are exact. */
static double sum(const double *x, double (*expected)(long))
{
	double all = 0;
	for (long i = 0; i < n; i++) {
		if (x[i] != expected(i)) return NAN;
		all += x[i];
	}
	return all;
}

static double copied(long i) { return i % 7; }
static double scaled(long i) { return FACTOR * (i % 3); }
static double added(long i) { return i % 7 + i % 5; }
static double both(long i) { return i % 5 + FACTOR * (i % 3); }
static double check_copy(void) { return sum(c, copied); }
static double check_scale(void) { return sum(b, scaled); }
static double check_add(void) { return sum(c, added); }
static double check_triad(void) { return sum(a, both); }

const struct kernel copy_kernel = { "copy", prepare, copy, check_copy }, scale_kernel = { "scale", prepare, scale, check_scale },
	add_kernel = { "add", prepare, add, check_add }, triad_kernel = { "triad", prepare, triad, check_triad };
