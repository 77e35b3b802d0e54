/*
 * Conjugate gradients (Hestenes and Stiefel 1952) on a sparse symmetric positive definite matrix from a Matrix Market file.
 * cg [--time] FILE.mtx          solves A x = A 1
 * cg [--time] [points a side]   the same for Poisson's equation on a square, made here
 *
 * The solution is known, so the error is checked, and the residual is computed anew from the solution.
 */
#include <ctype.h>
#include <math.h>
#include "app.h"
#include "matrix.h"

#define TOLERANCE 1e-10

/* Poisson's equation on n x n points: 4 on the diagonal, -1 for the neighbours. */
static struct matrix poisson(int n)
{
	struct matrix m = matrix_of(n * n, 5 * n * n);
	int count = 0;
	for (int i = 0; i < n * n; i++) {
		int x = i % n, y = i / n;
		m.row[i] = count;
		for (int d = 0; d < 5; d++) {
			static const int dx[] = { 0, -1, 0, 1, 0 }, dy[] = { -1, 0, 0, 0, 1 };
			if (x + dx[d] < 0 || x + dx[d] >= n || y + dy[d] < 0 || y + dy[d] >= n) continue;
			m.column[count] = i + dx[d] + dy[d] * n;
			m.value[count++] = d == 2 ? 4 : -1;
		}
	}
	m.row[n * n] = count;
	return m;
}

static void multiply(const struct matrix *m, const double *restrict x, double *restrict to)
{
#pragma omp for schedule(static)
	for (int i = 0; i < m->order; i++) {
		double sum = 0;
		for (int k = m->row[i]; k < m->row[i + 1]; k++) sum += m->value[k] * x[m->column[k]];
		to[i] = sum;
	}
}

/* Elements that a thread takes at once: three vectors of them fit the first-level cache. */
#define BLOCK 1024

/* Sums of a block, in functions of their own: there a compiler sees that the sum is no element of a vector, and keeps it in a register. */
static double dot(int n, const double *restrict a, const double *restrict b)
{
	double sum = 0;
	for (int i = 0; i < n; i++) sum += a[i] * b[i];
	return sum;
}

/* x += alpha p, r -= alpha q; the square of the new r. */
static double advance(int n, double alpha, const double *restrict p, const double *restrict q, double *restrict x, double *restrict r)
{
	double sum = 0;
	for (int i = 0; i < n; i++) {
		x[i] += alpha * p[i];
		r[i] -= alpha * q[i];
		sum += r[i] * r[i];
	}
	return sum;
}

/* Steps taken; -1 if the matrix is not positive definite or they do not converge. */
static int solve(const struct matrix *m, const double *b, double *x, double *r, double *p, double *q)
{
	int n = m->order, steps = 0, going = 1;
	double rr = 0, first, pq, next;
#pragma omp parallel
	{
#pragma omp for schedule(static) reduction(+ : rr)
		for (int i = 0; i < n; i++) {
			x[i] = 0;
			p[i] = r[i] = b[i];
			rr += r[i] * r[i];
		}
#pragma omp single
		{
			first = rr;
			going = rr > 0;
		}
		while (going) {
#pragma omp single
			pq = next = 0;
			multiply(m, p, q);
#pragma omp for schedule(static) reduction(+ : pq)
			for (int i = 0; i < n; i += BLOCK) pq += dot(n - i < BLOCK ? n - i : BLOCK, p + i, q + i);
			double alpha = rr / pq;
#pragma omp for schedule(static) reduction(+ : next)
			for (int i = 0; i < n; i += BLOCK) next += advance(n - i < BLOCK ? n - i : BLOCK, alpha, p + i, q + i, x + i, r + i);
			double beta = next / rr;
#pragma omp for schedule(static)
			for (int i = 0; i < n; i++) p[i] = r[i] + beta * p[i];
#pragma omp single
			{
				rr = next;
				steps++;
				if (!(pq > 0) || steps > 20 * n + 100) {
					steps = -1;
					going = 0;
				} else if (rr <= TOLERANCE * TOLERANCE * first) going = 0;
			}
		}
	}
	return steps;
}

int main(int argc, char **argv)
{
	argc = app_begin(argc, argv, 1, "[FILE.mtx | points a side]");
	int from_file = argc > 1 && !isdigit((unsigned char)argv[1][0]) && argv[1][0] != '-';
	struct matrix m = from_file ? matrix_read(argv[0], argv[1])
		: poisson(app_number(argc, argv, 1, "the number of points", 40, 2, 2000));
	int n = m.order;
	double *work = app_memory((size_t)n * 5, sizeof *work), *b = work, *x = b + n, *r = x + n, *p = r + n, *q = p + n;
	for (int i = 0; i < n; i++) {
		b[i] = 0;
		for (int k = m.row[i]; k < m.row[i + 1]; k++) b[i] += m.value[k];
	}

	double start = app_start();
	int steps = solve(&m, b, x, r, p, q);
	app_seconds(omp_get_wtime() - start);

	double error = 0, residual = 0, size = 0;
	for (int i = 0; i < n; i++) {
		double sum = b[i];
		for (int k = m.row[i]; k < m.row[i + 1]; k++) sum -= m.value[k] * x[m.column[k]];
		residual += sum * sum;
		size += b[i] * b[i];
		error = fmax(error, fabs(x[i] - 1));
	}
	printf("order %d, %d entries: %s, residual %s, error %s\n", n, m.row[n], steps >= 0 ? "converged" : "NOT POSITIVE DEFINITE",
		residual <= 1e-16 * size ? "small" : "LARGE", error < 1e-6 ? "small" : "LARGE");
	matrix_free(&m);
	free(work);
	return app_verdict(steps >= 0 && residual <= 1e-16 * size && error < 1e-6);
}
