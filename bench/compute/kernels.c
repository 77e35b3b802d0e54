/* Loops of numerical programs on one core. Prints NAME NANOSECONDS of the fastest of several turns. */
#define _GNU_SOURCE
#include "../support/clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { M = 384, S = 1024, T = 1 << 21, B = 768, TURNS = 5 };

static double *numbers(size_t n)
{
	double *p = malloc(n * sizeof *p);
	if (!p) exit(1);
	for (size_t i = 0; i < n; i++) p[i] = (double)(i * 2654435761u % 1000) / 1000;
	return p;
}

static double *ma, *mb, *mc, *sa, *sb, *ta, *tb, *tc, *px, *py, *pz, *ax, *ay, *az;

/* i-k-j order: the inner loop runs along rows. */
static double matmul(void)
{
	for (int i = 0; i < M * M; i++) mc[i] = 0;
	for (int i = 0; i < M; i++) {
		for (int k = 0; k < M; k++) {
			double a = ma[i * M + k];
			for (int j = 0; j < M; j++) mc[i * M + j] += a * mb[k * M + j];
		}
	}
	return mc[M + 1];
}

static double stencil(void)
{
	for (int turn = 0; turn < 4; turn++) {
		double *from = turn % 2 ? sb : sa, *to = turn % 2 ? sa : sb;
		for (int y = 1; y < S - 1; y++)
			for (int x = 1; x < S - 1; x++)
				to[y * S + x] = 0.2 * (from[y * S + x] + from[y * S + x - 1] + from[y * S + x + 1] + from[(y - 1) * S + x] + from[(y + 1) * S + x]);
	}
	return sa[S + 1];
}

static double triad(void)
{
	for (int turn = 0; turn < 4; turn++)
		for (int i = 0; i < T; i++) ta[i] = tb[i] + 3.0 * tc[i];
	return ta[1];
}

static double nbody(void)
{
	for (int i = 0; i < B; i++) {
		double x = 0, y = 0, z = 0;
		for (int k = 0; k < B; k++) {
			double dx = px[k] - px[i], dy = py[k] - py[i], dz = pz[k] - pz[i];
			double r2 = dx * dx + dy * dy + dz * dz + 1e-3, f = 1 / (r2 * sqrt(r2));
			x += f * dx;
			y += f * dy;
			z += f * dz;
		}
		ax[i] = x;
		ay[i] = y;
		az[i] = z;
	}
	return ax[1] + ay[1] + az[1];
}

static const struct { const char *name; double (*run)(void); } kernels[] = {
	{ "matmul", matmul }, { "stencil", stencil }, { "triad", triad }, { "nbody", nbody },
};

int main(void)
{
	volatile double sink = 0;
	ma = numbers(M * M), mb = numbers(M * M), mc = numbers(M * M);
	sa = numbers(S * S), sb = numbers(S * S);
	ta = numbers(T), tb = numbers(T), tc = numbers(T);
	px = numbers(B), py = numbers(B), pz = numbers(B), ax = numbers(B), ay = numbers(B), az = numbers(B);
	for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++) {
		double best = 1e18;
		for (int turn = 0; turn < TURNS; turn++) {
			double start = now_ns();
			sink += kernels[k].run();
			double took = now_ns() - start;
			if (took < best) best = took;
		}
		printf("%s %.0f\n", kernels[k].name, best);
	}
	return 0;
}
