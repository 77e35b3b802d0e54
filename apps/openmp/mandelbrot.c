/*
 * The Mandelbrot set as a picture (PPM): rows take very different times, so they are handed out one by one.
 * mandelbrot [--time] [points a side [FILE.ppm]]
 *
 * The set is symmetric, so the upper half has to mirror the lower one.
 */
#include "app.h"

#define MOST 500

static int steps(double cr, double ci)
{
	double zr = 0, zi = 0;
	int n = 0;
	for (double r2 = 0, i2 = 0; n < MOST && r2 + i2 <= 4; n++) {
		zi = 2 * zr * zi + ci;
		zr = r2 - i2 + cr;
		r2 = zr * zr;
		i2 = zi * zi;
	}
	return n;
}

static int write_picture(const char *name, const int *counts, int n)
{
	FILE *f = fopen(name, "wb");
	if (!f) return 0;
	fprintf(f, "P6\n%d %d\n255\n", n, n);
	for (int i = 0; i < n * n; i++) {
		int c = counts[i];
		unsigned char colour[3] = { 0, 0, 0 };
		if (c < MOST) {
			colour[0] = c * 9 % 256;
			colour[1] = c * 5 % 256;
			colour[2] = 255 - c * 3 % 256;
		}
		fwrite(colour, 1, 3, f);
	}
	int bad = ferror(f);
	return !fclose(f) && !bad;
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 2, "[points a side [FILE.ppm]]");
	int n = app_number(argc, argv, 1, "the number of points", 200, 2, 8000), inside = 0, right = 1;
	int *counts = app_memory((size_t)n * n, sizeof *counts);

	double start = app_start();
#pragma omp parallel for schedule(dynamic) reduction(+ : inside)
	for (int y = 0; y < n; y++)
		for (int x = 0; x < n; x++) {
			double im = (y - (n - 1) / 2.0) * (2.5 / n);
			int c = steps(-2 + x * (2.5 / n), im);
			counts[y * n + x] = c;
			inside += c == MOST;
		}
	app_seconds(omp_get_wtime() - start);

	for (int y = 0; y < n / 2; y++) right &= !memcmp(counts + y * n, counts + (n - 1 - y) * n, n * sizeof *counts);
	printf("%d x %d points, %d inside\n", n, n, inside);
	if (argc > 2 && !write_picture(argv[2], counts, n)) {
		fprintf(stderr, "%s: cannot write %s: %s\n", argv[0], argv[2], strerror(errno));
		free(counts);
		return 1;
	}
	free(counts);
	return app_verdict(right);
}
