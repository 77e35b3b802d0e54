/*
 * Monte Carlo integration of a function that is known as a table, as simulations of particles look up cross-sections: a random place, its two
 * neighbours in the table, what lies between them. The sum over the table gives the integral; the estimate must be near it.
 */
#include "kernel.h"
#include <math.h>
#include <stdint.h>

enum { DRAWS = 1 << 17 };

static double *table, sum, squares;
static long n;

static void prepare(char *memory, size_t bytes)
{
	n = bytes / sizeof *table - 1;
	table = (double *)memory;
	for (long i = 0; i <= n; i++) table[i] = exp(-2.0 * i / n) * (1 + 0.25 * (i * 2654435761u % 1024) / 1024);
}

/* splitmix64 (G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", 2014) as a hash of a counter. */
static inline uint64_t mix(uint64_t z)
{
	z *= 0x9e3779b97f4a7c15u;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

static void run(void)
{
	const double *restrict f = table;
	double s = 0, s2 = 0;
#pragma omp parallel for schedule(static) reduction(+ : s, s2)
	for (int i = 1; i <= DRAWS; i++) {
		double at = (int64_t)(mix(i) >> 11) * 0x1p-53 * n;
		long k = (long)at;
		double y = f[k] + (at - k) * (f[k + 1] - f[k]);
		s += y;
		s2 += y * y;
	}
	sum = s;
	squares = s2;
}

static double check(void)
{
	double integral = -(table[0] + table[n]) / 2, mean = sum / DRAWS, sigma = sqrt((squares / DRAWS - mean * mean) / DRAWS);
	for (long i = 0; i <= n; i++) integral += table[i];
	/* Five standard deviations: one table in two million is out of luck, and the draws are always the same. */
	return fabs(mean - integral / n) < 5 * sigma ? mean : NAN;
}

const struct kernel montecarlo_kernel = { "montecarlo", prepare, run, check };
