/*
 * Heat in a square plate: Jacobi iteration of Laplace's equation until nothing changes by more than a tolerance.
 * heat [--time] [points a side]
 *
 * The border is held at u(x, y) = x y. That is harmonic, and the five-point formula is exact for it, so the result can be checked.
 */
#include <math.h>
#include "app.h"

#define TOLERANCE 1e-7
#define LOOK 50         /* steps between two looks at what changes */
#define MOST 200000

static double largest_change(int n, const double *a, const double *b)
{
	double most = 0;
#pragma omp parallel for reduction(max : most)
	for (int i = 0; i < n * n; i++) {
		double d = fabs(a[i] - b[i]);
		if (d > most) most = d;
	}
	return most;
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 1, "[points a side]");
	int n = app_number(argc, argv, 1, "the number of points", 64, 3, 4000);
	double *old = app_memory((size_t)n * n, sizeof *old), *new = app_memory((size_t)n * n, sizeof *new);
	double h = 1.0 / (n - 1), change = 1;
	int steps = 0;
	for (int i = 0; i < n; i++) {
		old[i * n + n - 1] = new[i * n + n - 1] = i * h;
		old[(n - 1) * n + i] = new[(n - 1) * n + i] = i * h;
	}

	double start = app_start();
	while (change > TOLERANCE && steps < MOST) {
#pragma omp parallel for
		for (int i = 1; i < n - 1; i++) {
			const double *restrict above = old + (i - 1) * n, *restrict here = old + i * n, *restrict below = old + (i + 1) * n;
			double *restrict to = new + i * n;
#pragma omp simd
			for (int k = 1; k < n - 1; k++) to[k] = 0.25 * (above[k] + below[k] + here[k - 1] + here[k + 1]);
		}
		if (++steps % LOOK == 0) change = largest_change(n, old, new);
		double *t = old;
		old = new;
		new = t;
	}
	app_seconds(omp_get_wtime() - start);

	double error = 0;
	for (int i = 0; i < n; i++)
		for (int k = 0; k < n; k++) error = fmax(error, fabs(old[i * n + k] - i * h * k * h));
	/* What is left of the slowest wave when a step changes it by less than the tolerance: about n^2 / 10 of these. */
	printf("%d x %d points, %d steps, largest error %.1e\n", n, n, steps, error);
	free(old);
	free(new);
	return app_verdict(change <= TOLERANCE && error < TOLERANCE * n * n);
}
