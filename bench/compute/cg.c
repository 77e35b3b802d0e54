/*
 * Some steps of conjugate gradients (M. R. Hestenes and E. Stiefel, 1952) on a sparse matrix, Poisson's equation on a square, in compressed
 * rows. The residual that the method carries along must be that of the solution it has found.
 */
#include "kernel.h"
#include <math.h>

enum { STEPS = 6, NEIGHBOURS = 5 };

static int *row, *column;
static double *value, *x, *b, *r, *p, *q, rr;
static long n;

static void prepare(char *memory, size_t bytes)
{
	int side = root2(bytes / (NEIGHBOURS * (sizeof *column + sizeof *value) + sizeof *row + 5 * sizeof *x)) - 4;
	int count = 0;
	n = (long)side * side;
	row = part(&memory, (n + 1) * sizeof *row);
	column = part(&memory, NEIGHBOURS * n * sizeof *column);
	value = part(&memory, NEIGHBOURS * n * sizeof *value);
	double **vectors[] = { &x, &b, &r, &p, &q };
	for (int i = 0; i < 5; i++) *vectors[i] = part(&memory, n * sizeof *x);
	for (int i = 0; i < n; i++) {
		static const int dx[] = { 0, -1, 0, 1, 0 }, dy[] = { -1, 0, 0, 0, 1 };
		row[i] = count;
		for (int d = 0; d < NEIGHBOURS; d++) {
			int at = i % side + dx[d], line = i / side + dy[d];
			if (at < 0 || at >= side || line < 0 || line >= side) continue;
			column[count] = line * side + at;
			value[count++] = d == 2 ? 4 : -1;
		}
		b[i] = 1 + i % 3;
	}
	row[n] = count;
}

static double multiply(const double *restrict in, double *restrict out)
{
	double sum = 0;
#pragma omp parallel for schedule(static) reduction(+ : sum)
	for (long i = 0; i < n; i++) {
		double s = 0;
		for (int k = row[i], end = row[i + 1]; k < end; k++) s += value[k] * in[column[k]];
		out[i] = s;
		sum += s * in[i];
	}
	return sum;
}

/* x += alpha p, r -= alpha q; the square of the new r. */
static double advance(double alpha, const double *restrict along, const double *restrict image, double *restrict to, double *restrict rest)
{
	double sum = 0;
#pragma omp parallel for simd schedule(static) reduction(+ : sum)
	for (long i = 0; i < n; i++) {
		to[i] += alpha * along[i];
		rest[i] -= alpha * image[i];
		sum += rest[i] * rest[i];
	}
	return sum;
}

static void turn(double beta, const double *restrict rest, double *restrict along)
{
#pragma omp parallel for simd schedule(static)
	for (long i = 0; i < n; i++) along[i] = rest[i] + beta * along[i];
}

static double begin(const double *restrict right, double *restrict to, double *restrict rest, double *restrict along)
{
	double sum = 0;
#pragma omp parallel for simd schedule(static) reduction(+ : sum)
	for (long i = 0; i < n; i++) {
		to[i] = 0;
		along[i] = rest[i] = right[i];
		sum += right[i] * right[i];
	}
	return sum;
}

static void run(void)
{
	rr = begin(b, x, r, p);
	for (int s = 0; s < STEPS; s++) {
		double pq = multiply(p, q), next = advance(rr / pq, p, q, x, r);
		turn(next / rr, r, p);
		rr = next;
	}
}

static double check(void)
{
	double residual = 0;
	for (long i = 0; i < n; i++) {
		double s = b[i];
		for (int k = row[i]; k < row[i + 1]; k++) s -= value[k] * x[column[k]];
		residual += s * s;
	}
	return fabs(residual - rr) <= 1e-9 * rr ? rr : NAN;
}

const struct kernel cg_kernel = { "cg", prepare, run, check };
