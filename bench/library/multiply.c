/*
 * C = A B for square matrices that lie row by row, the same source as an image and as a native addon: tiles of C stay in registers while
 * a panel of B, copied together so that it is read in order, passes by. Vectors are as wide as the target's.
 */
#include <stdlib.h>
#ifdef __wasm__
__attribute__((export_name("multiply")))
#endif
void multiply(const double *a, const double *b, double *c, int n);

#if defined __AVX512F__
enum { VECTOR_BYTES = 64 };
#elif defined __AVX__
enum { VECTOR_BYTES = 32 };
#else
enum { VECTOR_BYTES = 16 };
#endif

/* Unaligned: rows of C begin at any multiple of a double. */
typedef double vector __attribute__((vector_size(VECTOR_BYTES), aligned(sizeof(double))));

enum {
	ROWS = 4, /* of a tile: with two vectors each, 8 sums, which hide what an addition takes */
	VECTORS = 2,
	LANES = VECTOR_BYTES / sizeof(double),
	COLUMNS = VECTORS * LANES,
	DEPTH = 256, /* of a panel: 8 to 32 KiB with its columns */
};

static int smaller(int x, int y) { return x < y ? x : y; }

/* c[ROWS][COLUMNS] += a[ROWS][depth] panel[depth][COLUMNS] */
static void tile(const double *restrict a, const double *restrict panel, double *restrict c, int n, int depth)
{
	vector sum[ROWS][VECTORS];
	for (int i = 0; i < ROWS; i++)
		for (int v = 0; v < VECTORS; v++) sum[i][v] = *(const vector *)(c + (size_t)i * n + v * LANES);
	for (int k = 0; k < depth; k++, panel += COLUMNS)
		for (int i = 0; i < ROWS; i++)
			for (int v = 0; v < VECTORS; v++) sum[i][v] += a[(size_t)i * n + k] * *(const vector *)(panel + v * LANES);
	for (int i = 0; i < ROWS; i++)
		for (int v = 0; v < VECTORS; v++) *(vector *)(c + (size_t)i * n + v * LANES) = sum[i][v];
}

/* What tiles leave at the edges. */
static void rest(const double *a, const double *panel, double *c, int n, int depth, int rows, int columns)
{
	for (int i = 0; i < rows; i++)
		for (int k = 0; k < depth; k++)
			for (int j = 0; j < columns; j++) c[(size_t)i * n + j] += a[(size_t)i * n + k] * panel[k * COLUMNS + j];
}

void multiply(const double *a, const double *b, double *c, int n)
{
#pragma omp parallel for schedule(dynamic)
	for (int j = 0; j < n; j += COLUMNS) {
		double panel[DEPTH * COLUMNS];
		int columns = smaller(COLUMNS, n - j);
		for (int i = 0; i < n; i++)
			for (int x = 0; x < columns; x++) c[(size_t)i * n + j + x] = 0;
		for (int k = 0; k < n; k += DEPTH) {
			int depth = smaller(DEPTH, n - k);
			for (int y = 0; y < depth; y++)
				for (int x = 0; x < columns; x++) panel[y * COLUMNS + x] = b[(size_t)(k + y) * n + j + x];
			for (int i = 0; i < n; i += ROWS) {
				const double *from = a + (size_t)i * n + k;
				double *to = c + (size_t)i * n + j;
				if (i + ROWS <= n && columns == COLUMNS) tile(from, panel, to, n, depth);
				else rest(from, panel, to, n, depth, smaller(ROWS, n - i), columns);
			}
		}
	}
}

#ifdef __wasm__
int main(void) { return 0; }
#endif
