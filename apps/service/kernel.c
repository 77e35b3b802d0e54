// What the service computes. Each exported function uses all cores of its isle.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#define EXPORT(name) __attribute__((export_name(#name)))

enum { CHANNELS = 3 };

/*
 * A pixel of the result is the mean of the area of the source that it covers. Lengths are counted in parts of a pixel, 1 / to_width
 * across and 1 / to_height down, so that all edges are whole numbers and the result is the same everywhere.
 */
static void resize_row(const uint8_t *from, int width, int height, uint8_t *to, int to_width, int to_height, int y)
{
	int64_t top = (int64_t)y * height, bottom = top + height, area = (int64_t)width * height;
	for (int x = 0; x < to_width; x++) {
		int64_t left = (int64_t)x * width, right = left + width, sum[CHANNELS] = { 0 };
		for (int64_t v = top / to_height; v * to_height < bottom; v++) {
			int64_t begin = v * to_height, end = begin + to_height;
			int64_t high = (end < bottom ? end : bottom) - (begin > top ? begin : top);
			for (int64_t u = left / to_width; u * to_width < right; u++) {
				int64_t start = u * to_width, stop = start + to_width;
				int64_t weight = high * ((stop < right ? stop : right) - (start > left ? start : left));
				for (int c = 0; c < CHANNELS; c++) sum[c] += weight * from[(v * width + u) * CHANNELS + c];
			}
		}
		for (int c = 0; c < CHANNELS; c++) to[x * CHANNELS + c] = (sum[c] + area / 2) / area;
	}
}

EXPORT(resize) void resize(const uint8_t *from, int width, int height, uint8_t *to, int to_width, int to_height)
{
#pragma omp parallel for schedule(dynamic, 8)
	for (int y = 0; y < to_height; y++)
		resize_row(from, width, height, to + (size_t)y * to_width * CHANNELS, to_width, to_height, y);
}

static void swap_rows(double *a, double *b, int n)
{
	for (int i = 0; i < n; i++) {
		double kept = a[i];
		a[i] = b[i];
		b[i] = kept;
	}
}

/*
 * Solves a system of n linear equations by elimination with partial pivoting; `a` has n rows of n coefficients and is overwritten, `x`
 * holds the right side at first and the solution at the end. 0, or the number of the equation (from 1 on) that depends on others.
 */
EXPORT(solve) int solve(double *a, double *x, int n)
{
	for (int k = 0; k < n; k++) {
		int pivot = k;
		for (int i = k + 1; i < n; i++)
			if (fabs(a[(size_t)i * n + k]) > fabs(a[(size_t)pivot * n + k])) pivot = i;
		if (fabs(a[(size_t)pivot * n + k]) < 1e-300) return k + 1;
		if (pivot != k) {
			swap_rows(a + (size_t)k * n + k, a + (size_t)pivot * n + k, n - k);
			swap_rows(x + k, x + pivot, 1);
		}
		const double *row = a + (size_t)k * n;
#pragma omp parallel for schedule(static) if (n - k > 64)
		for (int i = k + 1; i < n; i++) {
			double *other = a + (size_t)i * n, factor = other[k] / row[k];
			for (int j = k; j < n; j++) other[j] -= factor * row[j];
			x[i] -= factor * x[k];
		}
	}
	for (int k = n - 1; k >= 0; k--) {
		for (int j = k + 1; j < n; j++) x[k] -= a[(size_t)k * n + j] * x[j];
		x[k] /= a[(size_t)k * n + k];
	}
	return 0;
}

/* What a faulty program does, for the load test: traps, or never returns. */
EXPORT(fault_trap) void fault_trap(void) { __builtin_trap(); }
EXPORT(fault_spin) void fault_spin(void) { for (volatile int i = 0;; i++); }

int main(void) { return 0; }
