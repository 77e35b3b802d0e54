// Kernels as benchmarks have them, against their serial selves: random pairs, integer sort, blocked LU, Strassen, a wavefront, merge sort.
// flags: -fopenmp -lm
#include "check.h"
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>

/* Pairs of random numbers that fall into the unit circle, by ring: each thread jumps to its part of one sequence. */
static uint64_t power(uint64_t a, uint64_t n)
{
	uint64_t r = 1;
	for (; n; n >>= 1, a *= a) if (n & 1) r *= a;
	return r;
}

static void pairs(long n, int threads, long rings[4])
{
	const uint64_t A = 1220703125;
	long counts[4] = { 0 };
#pragma omp parallel for num_threads(threads) reduction(+ : counts[:4]) schedule(dynamic)
	for (long block = 0; block < n / 1000; block++) {
		uint64_t x = 271828183 * power(A, block * 2000);
		for (int i = 0; i < 1000; i++) {
			double u = (double)((x *= A) >> 11) / (1ull << 53), v = (double)((x *= A) >> 11) / (1ull << 53);
			double r = u * u + v * v;
			if (r < 1) counts[(int)(r * 4)]++;
		}
	}
	memcpy(rings, counts, sizeof counts);
}

/* Ranks of keys by counting, with a histogram for each thread. */
enum { KEYS = 20000, MOST = 512 };
static int keys[KEYS], rank_of[KEYS];
static int sorted_keys(int threads)
{
	int all[MOST + 1] = { 0 }, ok = 1;
	for (int i = 0; i < KEYS; i++) keys[i] = (i * 7919 + i / 3) % MOST;
	int (*own)[MOST] = calloc(threads, sizeof *own);
#pragma omp parallel num_threads(threads)
	{
		int me = omp_get_thread_num(), n = omp_get_num_threads();
#pragma omp for schedule(static)
		for (int i = 0; i < KEYS; i++) own[me][keys[i]]++;
#pragma omp for
		for (int k = 0; k < MOST; k++) for (int t = 0; t < n; t++) all[k + 1] += own[t][k];
#pragma omp single
		for (int k = 0; k < MOST; k++) all[k + 1] += all[k];
#pragma omp for
		for (int k = 0; k < MOST; k++) for (int t = 0, at = all[k]; t < n; t++) {
			int count = own[t][k];
			own[t][k] = at;
			at += count;
		}
#pragma omp for schedule(static)
		for (int i = 0; i < KEYS; i++) rank_of[i] = own[me][keys[i]]++;
	}
	int *out = malloc(sizeof keys);
	for (int i = 0; i < KEYS; i++) out[rank_of[i]] = keys[i];
	for (int i = 1; i < KEYS; i++) ok &= out[i - 1] <= out[i];
	free(out);
	free(own);
	return ok;
}

/* LU of a matrix of blocks, some of which appear only while it runs; by dependences or by taskwait. */
enum { BLOCKS = 8, SIDE = 6 };
typedef double block[SIDE][SIDE];
static block *lu[BLOCKS][BLOCKS];

static void fill(void)
{
	for (int i = 0; i < BLOCKS; i++) for (int j = 0; j < BLOCKS; j++) {
		free(lu[i][j]);
		lu[i][j] = i == j || (i + 2 * j) % 3 ? calloc(1, sizeof(block)) : 0;
		if (lu[i][j]) for (int k = 0; k < SIDE * SIDE; k++)
			(*lu[i][j])[k / SIDE][k % SIDE] = (i * 31 + j * 17 + k * 7) % 11 + (i == j && k / SIDE == k % SIDE ? 200 : 0);
	}
}
static void diagonal(block *d)
{
	for (int k = 0; k < SIDE; k++) for (int i = k + 1; i < SIDE; i++) {
		(*d)[i][k] /= (*d)[k][k];
		for (int j = k + 1; j < SIDE; j++) (*d)[i][j] -= (*d)[i][k] * (*d)[k][j];
	}
}
static void across(block *d, block *r)
{
	for (int k = 0; k < SIDE; k++) for (int i = k + 1; i < SIDE; i++) for (int j = 0; j < SIDE; j++) (*r)[i][j] -= (*d)[i][k] * (*r)[k][j];
}
static void down(block *d, block *c)
{
	for (int i = 0; i < SIDE; i++) for (int k = 0; k < SIDE; k++) {
		(*c)[i][k] /= (*d)[k][k];
		for (int j = k + 1; j < SIDE; j++) (*c)[i][j] -= (*c)[i][k] * (*d)[k][j];
	}
}
static void inner(block *r, block *c, block *t)
{
	for (int i = 0; i < SIDE; i++) for (int j = 0; j < SIDE; j++) for (int k = 0; k < SIDE; k++) (*t)[i][j] -= (*r)[i][k] * (*c)[k][j];
}
static double checksum(void)
{
	double sum = 0;
	for (int i = 0; i < BLOCKS; i++) for (int j = 0; j < BLOCKS; j++)
		if (lu[i][j]) for (int k = 0; k < SIDE * SIDE; k++) sum += (*lu[i][j])[k / SIDE][k % SIDE] * (i + 1) * (k + 1);
	return sum;
}
static double sparse_lu(int threads, int by_dependences)
{
	fill();
#pragma omp parallel num_threads(threads)
#pragma omp single
	for (int k = 0; k < BLOCKS; k++) {
#pragma omp task depend(inout : lu[k][k]) firstprivate(k) if (by_dependences)
		diagonal(lu[k][k]);
		for (int j = k + 1; j < BLOCKS; j++) if (lu[k][j]) {
#pragma omp task depend(in : lu[k][k]) depend(inout : lu[k][j]) firstprivate(k, j)
			across(lu[k][k], lu[k][j]);
		}
		for (int i = k + 1; i < BLOCKS; i++) if (lu[i][k]) {
#pragma omp task depend(in : lu[k][k]) depend(inout : lu[i][k]) firstprivate(k, i)
			down(lu[k][k], lu[i][k]);
		}
		if (!by_dependences) {
#pragma omp taskwait
		}
		for (int i = k + 1; i < BLOCKS; i++) for (int j = k + 1; j < BLOCKS; j++) if (lu[i][k] && lu[k][j]) {
			if (!lu[i][j]) lu[i][j] = calloc(1, sizeof(block));
#pragma omp task depend(in : lu[i][k], lu[k][j]) depend(inout : lu[i][j]) firstprivate(k, i, j)
			inner(lu[i][k], lu[k][j], lu[i][j]);
		}
		if (!by_dependences) {
#pragma omp taskwait
		}
	}
	return checksum();
}

/* Strassen's product of n×n matrices with n a power of two, seven tasks a level. */
static void add(int n, const double *a, int sa, const double *b, int sb, double sign, double *c)
{
	for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) c[i * n + j] = a[i * sa + j] + (b ? sign * b[i * sb + j] : 0);
}
static void strassen(int n, const double *a, int sa, const double *b, int sb, double *c)
{
	if (n <= 8) {
		for (int i = 0; i < n; i++) for (int j = 0; j < n; j++) {
			double s = 0;
			for (int k = 0; k < n; k++) s += a[i * sa + k] * b[k * sb + j];
			c[i * n + j] = s;
		}
		return;
	}
	int h = n / 2, q = h * h;
	/* Rows: the two sums' quarters (0 to 3) and sign of the second. */
	static const int terms[7][6] = { { 0, 3, 1, 0, 3, 1 }, { 2, 3, 1, 0, -1, 1 }, { 0, -1, 1, 1, 3, -1 }, { 3, -1, 1, 2, 0, -1 },
		{ 0, 1, 1, 3, -1, 1 }, { 2, 0, -1, 0, 1, 1 }, { 1, 3, -1, 2, 3, 1 } };
	double *m = malloc(7 * q * sizeof *m);
	for (int t = 0; t < 7; t++) {
#pragma omp task firstprivate(t) shared(m)
		{
			const int *x = terms[t];
			double *left = malloc(q * sizeof *left), *right = malloc(q * sizeof *right);
#define QUARTER(p, s, k) ((p) + (k) / 2 * h * (s) + (k) % 2 * h)
			add(h, QUARTER(a, sa, x[0]), sa, x[1] < 0 ? 0 : QUARTER(a, sa, x[1]), sa, x[2], left);
			add(h, QUARTER(b, sb, x[3]), sb, x[4] < 0 ? 0 : QUARTER(b, sb, x[4]), sb, x[5], right);
			strassen(h, left, h, right, h, m + t * q);
			free(left);
			free(right);
		}
	}
#pragma omp taskwait
	for (int i = 0; i < h; i++) for (int j = 0; j < h; j++) {
		double *p = m + i * h + j;
		c[i * n + j] = p[0] + p[3 * q] - p[4 * q] + p[6 * q];
		c[i * n + j + h] = p[2 * q] + p[4 * q];
		c[(i + h) * n + j] = p[q] + p[3 * q];
		c[(i + h) * n + j + h] = p[0] - p[q] + p[2 * q] + p[5 * q];
	}
	free(m);
}
static int product(int threads)
{
	enum { N = 64 };
	static double a[N * N], b[N * N], c[N * N];
	int ok = 1;
	for (int i = 0; i < N * N; i++) a[i] = i % 7 - 3, b[i] = i % 5 - 2;
#pragma omp parallel num_threads(threads)
#pragma omp single
	strassen(N, a, N, b, N, c);
	for (int i = 0; i < N; i++) for (int j = 0; j < N; j++) {
		double s = 0;
		for (int k = 0; k < N; k++) s += a[i * N + k] * b[k * N + j];
		ok &= s == c[i * N + j];
	}
	return ok;
}

/* Longest common subsequence in tiles, each after the ones above and to the left; again with a doacross loop. */
enum { LENGTH = 96, TILE = 8, TILES = LENGTH / TILE };
static int table[LENGTH + 1][LENGTH + 1];
static int equal(int i, int j) { return i * i % 13 == j * 5 % 13; }
static void tile(int ti, int tj)
{
	for (int i = ti * TILE + 1; i <= (ti + 1) * TILE; i++) for (int j = tj * TILE + 1; j <= (tj + 1) * TILE; j++) {
		int best = table[i - 1][j] > table[i][j - 1] ? table[i - 1][j] : table[i][j - 1];
		table[i][j] = equal(i, j) && table[i - 1][j - 1] + 1 > best ? table[i - 1][j - 1] + 1 : best;
	}
}
static int common(int threads, int with_tasks)
{
	memset(table, 0, sizeof table);
	static char done[TILES + 1][TILES + 1];
#pragma omp parallel num_threads(threads) if (threads > 1)
	if (with_tasks) {
#pragma omp single
		for (int i = 0; i < TILES; i++) for (int j = 0; j < TILES; j++) {
#pragma omp task depend(in : done[i][j + 1], done[i + 1][j]) depend(out : done[i + 1][j + 1]) firstprivate(i, j)
			tile(i, j);
		}
	} else {
#pragma omp for ordered(2) collapse(2)
		for (int i = 0; i < TILES; i++) for (int j = 0; j < TILES; j++) {
#pragma omp ordered depend(sink : i - 1, j) depend(sink : i, j - 1)
			tile(i, j);
#pragma omp ordered depend(source)
		}
	}
	return table[LENGTH][LENGTH];
}

int main(void)
{
	long one[4], many[4];
	pairs(100000, 1, one);
	pairs(100000, 4, many);
	printf("rings: %ld %ld %ld %ld, the same with threads: %d\n", one[0], one[1], one[2], one[3], !memcmp(one, many, sizeof one));
	printf("sorted: %d %d\n", sorted_keys(1), sorted_keys(3));
	double serial = sparse_lu(1, 1);
	printf("lu: %.6e, by dependences: %d, by taskwait: %d\n", serial, sparse_lu(4, 1) == serial, sparse_lu(3, 0) == serial);
	printf("strassen: %d %d\n", product(1), product(4));
	int length = common(1, 1);
	printf("subsequence: %d, tasks: %d, doacross: %d\n", length, common(4, 1) == length, common(3, 0) == length);
	return 0;
}
