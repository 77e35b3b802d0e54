/*
 * Heat in a square plate, as apps/openmp/heat.c, cut into blocks on a grid of ranks that exchange their edges.
 * heat [--time] [points a side]
 *
 * Each step begins the exchange, computes what needs no neighbour, and then the rim. Columns travel as a vector type. The border is held at
 * u(x, y) = x y, for which the five-point formula is exact, so the result can be checked.
 */
#include <math.h>
#include "app.h"

#define TOLERANCE 1e-7
#define LOOK 50
#define MOST 200000

struct block {
	MPI_Comm grid;
	int near[4];                   /* ranks above, below, left and right */
	int rows, columns, width;      /* inner points; doubles of a row, edges included */
	long top, left;                /* place of the first inner point in the plate */
	MPI_Datatype column;
};

static struct block block_of(struct world w, long n)
{
	struct block b;
	int dims[2] = { 0, 0 }, periods[2] = { 0, 0 }, at[2], rank;
	MPI_Dims_create(w.size, 2, dims);
	MPI_Cart_create(MPI_COMM_WORLD, 2, dims, periods, 1, &b.grid);
	MPI_Comm_rank(b.grid, &rank);
	MPI_Cart_coords(b.grid, rank, 2, at);
	MPI_Cart_shift(b.grid, 0, 1, &b.near[0], &b.near[1]);
	MPI_Cart_shift(b.grid, 1, 1, &b.near[2], &b.near[3]);
	struct part down = world_part(n - 2, at[0], dims[0]), across = world_part(n - 2, at[1], dims[1]);
	b.rows = down.count;
	b.columns = across.count;
	b.top = down.first + 1;
	b.left = across.first + 1;
	b.width = b.columns + 2;
	MPI_Type_vector(b.rows, 1, b.width, MPI_DOUBLE, &b.column);
	MPI_Type_commit(&b.column);
	return b;
}

static void exchange(const struct block *b, double *u, MPI_Request r[8])
{
	int w = b->width;
	MPI_Irecv(u + 1, b->columns, MPI_DOUBLE, b->near[0], 0, b->grid, &r[0]);
	MPI_Irecv(u + (b->rows + 1) * w + 1, b->columns, MPI_DOUBLE, b->near[1], 1, b->grid, &r[1]);
	MPI_Irecv(u + w, 1, b->column, b->near[2], 2, b->grid, &r[2]);
	MPI_Irecv(u + 2 * w - 1, 1, b->column, b->near[3], 3, b->grid, &r[3]);
	MPI_Isend(u + b->rows * w + 1, b->columns, MPI_DOUBLE, b->near[1], 0, b->grid, &r[4]);
	MPI_Isend(u + w + 1, b->columns, MPI_DOUBLE, b->near[0], 1, b->grid, &r[5]);
	MPI_Isend(u + w + b->columns, 1, b->column, b->near[3], 2, b->grid, &r[6]);
	MPI_Isend(u + w + 1, 1, b->column, b->near[2], 3, b->grid, &r[7]);
}

static void points(const struct block *b, const double *from, double *to, int row, int rows, int column, int columns)
{
	int w = b->width;
	for (int i = row; i < row + rows; i++) {
		const double *restrict above = from + (i - 1) * w, *restrict here = from + i * w, *restrict below = from + (i + 1) * w;
		double *restrict out = to + i * w;
		for (int k = column; k < column + columns; k++) out[k] = 0.25 * (above[k] + below[k] + here[k - 1] + here[k + 1]);
	}
}

static void step(const struct block *b, double *from, double *to)
{
	MPI_Request requests[8];
	int rows = b->rows, columns = b->columns;
	exchange(b, from, requests);
	points(b, from, to, 2, rows - 2, 2, columns - 2);
	MPI_Waitall(8, requests, MPI_STATUSES_IGNORE);
	if (rows > 0) points(b, from, to, 1, 1, 1, columns);
	if (rows > 1) points(b, from, to, rows, 1, 1, columns);
	points(b, from, to, 2, rows - 2, 1, columns > 0);
	if (columns > 1) points(b, from, to, 2, rows - 2, columns, 1);
}

/* The largest difference over all blocks: between two states, or from the solution if `other` is NULL. */
static double largest(const struct block *b, const double *u, const double *other, double h)
{
	double most = 0, all;
	for (int i = 1; i <= b->rows; i++)
		for (int k = 1; k <= b->columns; k++) {
			double expected = other ? other[i * b->width + k] : (b->top + i - 1) * h * (b->left + k - 1) * h;
			most = fmax(most, fabs(u[i * b->width + k] - expected));
		}
	MPI_Allreduce(&most, &all, 1, MPI_DOUBLE, MPI_MAX, b->grid);
	return all;
}

/* The plate's border where the block touches it. */
static void hold_border(const struct block *b, double *u, long n, double h)
{
	for (int i = 0; i < b->rows + 2; i++)
		for (int k = 0; k < b->width; k++) {
			long y = b->top + i - 1, x = b->left + k - 1;
			if (y == 0 || x == 0 || y == n - 1 || x == n - 1) u[i * b->width + k] = y * h * x * h;
		}
}

int main(int argc, char **argv)
{
	struct world w = world_begin(&argc, &argv, 1, "[points a side]");
	long n = app_number(argc, argv, 1, "the number of points", 64, 3, 8000);
	struct block b = block_of(w, n);
	double h = 1.0 / (n - 1), change = 1;
	size_t size = (size_t)(b.rows + 2) * b.width;
	double *old = app_memory(size, sizeof *old), *new = app_memory(size, sizeof *new);
	hold_border(&b, old, n, h);
	hold_border(&b, new, n, h);
	int steps = 0;
	double start = world_start();
	while (change > TOLERANCE && steps < MOST) {
		step(&b, old, new);
		if (++steps % LOOK == 0) change = largest(&b, new, old, h);
		double *t = old;
		old = new;
		new = t;
	}
	world_seconds(w, start);
	double error = largest(&b, old, 0, h);
	int right = change <= TOLERANCE && error < TOLERANCE * n * n;
	if (w.rank == 0) printf("%ld x %ld points, %d steps, error %s\n", n, n, steps, right ? "small" : "LARGE");
	free(old);
	free(new);
	MPI_Type_free(&b.column);
	MPI_Comm_free(&b.grid);
	return world_end(w, right);
}
