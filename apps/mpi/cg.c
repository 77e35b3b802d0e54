/*
 * Conjugate gradients (Hestenes and Stiefel 1952) for Poisson's equation on a square, rows of points divided among the ranks.
 * cg [--time] [points a side]
 *
 * Each rank keeps its rows of the grid, and one row of each neighbour for the product. The solution is known, so it is checked.
 */
#include <math.h>
#include "app.h"

#define TOLERANCE 1e-10

struct rows { struct world w; int n, count, above, below; };

static double dot(const struct rows *g, const double *a, const double *b)
{
	double mine = 0, all;
	for (int i = 0; i < g->count * g->n; i++) mine += a[i] * b[i];
	MPI_Allreduce(&mine, &all, 1, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
	return all;
}

/* to = A x; x has a row of room before and behind it. */
static void multiply(const struct rows *g, double *x, double *to)
{
	int n = g->n, last = (g->count - 1) * n;
	MPI_Sendrecv(x + last, n, MPI_DOUBLE, g->below, 0, x - n, n, MPI_DOUBLE, g->above, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	MPI_Sendrecv(x, n, MPI_DOUBLE, g->above, 1, x + last + n, n, MPI_DOUBLE, g->below, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	for (int row = 0; row < g->count; row++) {
		const double *restrict here = x + row * n, *restrict up = here - n, *restrict down = here + n;
		double *restrict out = to + row * n;
		for (int k = 0; k < n; k++)
			out[k] = 4 * here[k] - up[k] - down[k] - (k ? here[k - 1] : 0) - (k + 1 < n ? here[k + 1] : 0);
	}
}

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 1, "[points a side]");
	int n = app_number(argc, argv, 1, "the number of points", 48, 1, 4000);
	struct part part = world_part(n, w.rank, w.size);
	/* More ranks than rows: those behind have none, and are nobody's neighbours. */
	struct rows g = { w, n, part.count, w.rank > 0 && part.count ? w.rank - 1 : MPI_PROC_NULL,
		part.count && part.first + part.count < n ? w.rank + 1 : MPI_PROC_NULL };
	size_t size = (size_t)(part.count + 2) * n;
	double *memory = app_memory(size * 5, sizeof *memory), *x = memory + n, *b = x + size, *r = b + size, *p = r + size, *q = p + size;
	long inner = (long)part.count * n;
	for (long i = 0; i < inner; i++) p[i] = 1;
	if (part.count) multiply(&g, p, b);
	for (long i = 0; i < inner; i++) p[i] = r[i] = b[i];

	double start = world_start(), first = dot(&g, r, r), rr = first;
	int steps = 0;
	while (rr > TOLERANCE * TOLERANCE * first && steps < 20 * n + 100) {
		if (part.count) multiply(&g, p, q);
		double alpha = rr / dot(&g, p, q);
		for (long i = 0; i < inner; i++) {
			x[i] += alpha * p[i];
			r[i] -= alpha * q[i];
		}
		double next = dot(&g, r, r), beta = next / rr;
		for (long i = 0; i < inner; i++) p[i] = r[i] + beta * p[i];
		rr = next;
		steps++;
	}
	world_seconds(w, start);

	double error = 0, all;
	for (long i = 0; i < inner; i++) error = fmax(error, fabs(x[i] - 1));
	MPI_Allreduce(&error, &all, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
	int converged = rr <= TOLERANCE * TOLERANCE * first;
	if (w.rank == 0) printf("order %d: %s, error %s\n", n * n, converged ? "converged" : "NOT CONVERGED", all < 1e-6 ? "small" : "LARGE");
	free(memory);
	return world_end(w, converged && all < 1e-6);
}
