/*
 * Fast Fourier transform of complex numbers, radix 2, in place, every stage shared among the threads (Cooley and Tukey 1965).
 * fft [--time] [logarithm of the length]
 *
 * Two tones must come out as two peaks, and the inverse must give back what went in.
 */
#include <math.h>
#include "app.h"

struct complex { double re, im; };

/* The lowest `log` bits in the opposite order: halves are swapped, then their halves. */
static unsigned mirror(unsigned i, int log)
{
	i = i >> 16 | i << 16;
	i = (i >> 8 & 0x00ff00ff) | (i & 0x00ff00ff) << 8;
	i = (i >> 4 & 0x0f0f0f0f) | (i & 0x0f0f0f0f) << 4;
	i = (i >> 2 & 0x33333333) | (i & 0x33333333) << 2;
	i = (i >> 1 & 0x55555555) | (i & 0x55555555) << 1;
	return i >> (32 - log);
}

static void reorder(struct complex *x, int log)
{
	int n = 1 << log;
#pragma omp for
	for (int i = 0; i < n; i++) {
		int mirrored = mirror(i, log);
		if (i >= mirrored) continue;
		struct complex t = x[i];
		x[i] = x[mirrored];
		x[mirrored] = t;
	}
}

/* roots[k] = exp(-2 pi i k / n). The inverse takes their conjugates. */
static void transform(struct complex *x, int log, const struct complex *roots, int inverse)
{
	int n = 1 << log;
	double sign = inverse ? -1 : 1;
#pragma omp parallel
	{
		reorder(x, log);
		for (int half = 1; half < n; half *= 2) {
			int stride = n / 2 / half;
#pragma omp for schedule(static)
			for (int i = 0; i < n / 2; i++) {
				int k = i & (half - 1), at = 2 * (i - k) + k;
				struct complex w = roots[k * stride], *a = x + at, *b = a + half;
				double wi = sign * w.im, re = b->re * w.re - b->im * wi, im = b->re * wi + b->im * w.re;
				b->re = a->re - re;
				b->im = a->im - im;
				a->re += re;
				a->im += im;
			}
		}
	}
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 1, "[logarithm of the length]");
	int log = app_number(argc, argv, 1, "the logarithm of the length", 12, 4, 24), n = 1 << log;
	struct complex *x = app_memory(n, sizeof *x), *roots = app_memory(n / 2, sizeof *roots);
	const double turn = 2 * 3.14159265358979323846 / n;
	int low = n / 16, high = n / 4 + 1, peaks = 0;
	for (int k = 0; k < n / 2; k++) roots[k] = (struct complex){ cos(turn * k), -sin(turn * k) };
	for (int i = 0; i < n; i++)
		x[i] = (struct complex){ cos(turn * ((long long)low * i % n)) + 0.5 * cos(turn * ((long long)high * i % n)), sin(turn * ((long long)low * i % n)) + 0.5 * sin(turn * ((long long)high * i % n)) };

	double start = app_start(), seconds;
	transform(x, log, roots, 0);
	seconds = omp_get_wtime() - start;

	double stray = 0, error = 0;
	for (int i = 0; i < n; i++) {
		double size = hypot(x[i].re, x[i].im) / n, expected = i == low ? 1 : i == high ? 0.5 : 0;
		if (size > 0.25) peaks++;
		stray = fmax(stray, fabs(size - expected));
	}

	start = omp_get_wtime();
	transform(x, log, roots, 1);
	app_seconds(seconds + omp_get_wtime() - start);

	for (int i = 0; i < n; i++) {
		double angle = turn * ((long long)low * i % n), other = turn * ((long long)high * i % n);
		error = fmax(error, fabs(x[i].re / n - cos(angle) - 0.5 * cos(other)));
		error = fmax(error, fabs(x[i].im / n - sin(angle) - 0.5 * sin(other)));
	}
	printf("%d points, %d peaks, strays %s, way back %s\n", n, peaks, stray < 1e-9 ? "small" : "LARGE", error < 1e-9 ? "exact" : "WRONG");
	free(x);
	free(roots);
	return app_verdict(peaks == 2 && stray < 1e-9 && error < 1e-9);
}
