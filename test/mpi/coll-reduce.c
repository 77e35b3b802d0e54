// ranks: 1 2 3 4 5 8
// native: no
/* Reductions and prefixes on MPI_COMM_WORLD, with operations that commute and not, and with types that have gaps. */
#include "coll.h"

static const int counts[] = { 0, 1, 2, 7, 300, 2047, 4096, 4099, 20011 };
#define EACH_COUNT(n) for (int k_ = 0, n; k_ < (int)(sizeof counts / sizeof *counts) && (n = counts[k_], 1); k_++)

/* Matrices [1 a; 0 b], whose product does not commute: modulo a prime, so nothing overflows. */
enum { P = 9973 };
typedef struct { int a, b; } affine;
static affine times(affine x, affine y) { return (affine){ (y.a + x.a * y.b) % P, x.b * y.b % P }; }
static affine element(int r, int i) { return (affine){ (r * 31 + i) % P, (r * 17 + i * 3 + 2) % P }; }
static void multiply(void *in, void *inout, int *n, MPI_Datatype *t)
{
	affine *x = in, *y = inout;
	for (int i = 0; i < *n; i++) y[i] = times(x[i], y[i]);
}

/* Reduction of ranks first to last. */
static affine product(int first, int last, int i)
{
	affine x = element(first, i);
	for (int r = first + 1; r <= last; r++) x = times(x, element(r, i));
	return x;
}

PER_RANK MPI_Datatype pair;
PER_RANK MPI_Op op;

#define SAME(what, place, last) do { \
	for (int i_ = 0; i_ < n; i_++) { \
		affine e_ = product(0, last, first_ + i_); \
		CHECK((place)[i_].a == e_.a && (place)[i_].b == e_.b, what " count %d [%d] = %d %d", n, i_, (place)[i_].a, (place)[i_].b); \
	} \
} while (0)

static void ordered(void)
{
	EACH_COUNT(n) {
		int first_ = 0;
		affine *in = calloc(n + 1, sizeof *in), *out = calloc(n + 1, sizeof *out);
		for (int inplace = 0; inplace < 2; inplace++) {
			int root = (n + inplace) % size;
#define FILL for (int i = 0; i < n; i++) in[i] = element(rank, i), out[i] = inplace ? element(rank, i) : (affine){ -1, -1 }
			FILL;
			MPI_Reduce(inplace && rank == root ? MPI_IN_PLACE : in, rank == root ? out : 0, n, pair, op, root, MPI_COMM_WORLD);
			if (rank == root) SAME("reduce", out, size - 1);
			FILL;
			MPI_Allreduce(inplace ? MPI_IN_PLACE : in, out, n, pair, op, MPI_COMM_WORLD);
			SAME("allreduce", out, size - 1);
			FILL;
			MPI_Scan(inplace ? MPI_IN_PLACE : in, out, n, pair, op, MPI_COMM_WORLD);
			SAME("scan", out, rank);
			FILL;
			MPI_Exscan(inplace ? MPI_IN_PLACE : in, out, n, pair, op, MPI_COMM_WORLD);
			if (rank) SAME("exscan", out, rank - 1);
		}
		free(in);
		free(out);
	}
}

static void scattered(void)
{
	EACH_COUNT(each) {
		if (each > 5000) continue;
		int *c = ints(size), total = 0, n, first_ = 0;
		for (int r = 0; r < size; total += c[r++]) c[r] = r % 3 == 1 && each < 300 ? 0 : each + r;
		for (int r = 0; r < rank; r++) first_ += c[r];
		affine *in = calloc(total + each * size + 1, sizeof *in), *out = calloc(total + each * size + 1, sizeof *out);
		for (int inplace = 0; inplace < 2; inplace++) {
			for (int i = 0; i < total; i++) in[i] = element(rank, i);
			n = c[rank];
			MPI_Reduce_scatter(inplace ? MPI_IN_PLACE : in, inplace ? in : out, c, pair, op, MPI_COMM_WORLD);
			SAME("reduce_scatter", inplace ? in : out, size - 1);
			int kept = first_;
			first_ = rank * each;
			n = each;
			for (int i = 0; i < each * size; i++) in[i] = element(rank, i);
			MPI_Reduce_scatter_block(inplace ? MPI_IN_PLACE : in, inplace ? in : out, each, pair, op, MPI_COMM_WORLD);
			SAME("reduce_scatter_block", inplace ? in : out, size - 1);
			first_ = kept;
		}
		free(in); free(out); free(c);
	}
}

#define COMMUTING(ctype, type, mpiop, expression) do { \
	EACH_COUNT(n) { \
		ctype *in = malloc((n + 1) * sizeof *in), *out = malloc((n + 1) * sizeof *out); \
		for (int i = 0; i < n; i++) in[i] = (ctype)(rank + i % 7); \
		for (int way = 0; way < 4; way++) { \
			int root = (n + way) % size; \
			if (way & 1) memcpy(out, in, n * sizeof *in); \
			if (way & 2) MPI_Allreduce(way & 1 ? MPI_IN_PLACE : in, out, n, type, mpiop, MPI_COMM_WORLD); \
			else MPI_Reduce((way & 1) && rank == root ? MPI_IN_PLACE : in, out, n, type, mpiop, root, MPI_COMM_WORLD); \
			if (way & 2 || rank == root) \
				for (int i = 0; i < n; i++) { \
					ctype k = i % 7, e = (expression); \
					CHECK(out[i] == e, #mpiop " of " #type " %d count %d [%d] = %g, expected %g", way, n, i, (double)out[i], (double)e); \
				} \
		} \
		free(in); free(out); \
	} \
} while (0)

/* Elements with holes before, between and behind, extents that are not sizes, a lower bound below 0. */
static void gaps(void)
{
	MPI_Datatype t, wide;
	int lengths[] = { 1, 1 };
	MPI_Aint at[] = { -4, 8 };
	MPI_Datatype types[] = { MPI_INT, MPI_INT };
	MPI_Type_create_struct(2, lengths, at, types, &t);
	MPI_Type_create_resized(t, -8, 24, &wide);
	MPI_Type_commit(&wide);
	EACH_COUNT(n) {
		if (n > 4099) continue;
		int words = 6 * n * size + 12, root = n % size, *a = malloc(words * 4), *b = malloc(words * 4);
#define AT(buffer, i, j) (buffer)[4 + 6 * (i) + ((j) ? 2 : -1)]
#define CLEAR(buffer) for (int i = 0; i < words; i++) (buffer)[i] = -9
#define HOLES(buffer, n_, what) do { \
	for (int i = 0; i < words; i++) { \
		int o = (i - 3) % 6; \
		if ((o == 0 || o == 3) && i >= 3 && (i - 3) / 6 < (n_)) continue; \
		CHECK((buffer)[i] == -9, what " count %d wrote into a hole at word %d", n, i); \
	} } while (0)
		CLEAR(a);
		if (rank == root) for (int i = 0; i < n; i++) AT(a, i, 0) = i, AT(a, i, 1) = -i;
		MPI_Bcast(a + 4, n, wide, root, MPI_COMM_WORLD);
		for (int i = 0; i < n; i++) CHECK(AT(a, i, 0) == i && AT(a, i, 1) == -i, "bcast with gaps count %d [%d]", n, i);
		HOLES(a, n, "bcast");
		CLEAR(a);
		CLEAR(b);
		for (int i = 0; i < n; i++) AT(a, i, 0) = value(rank, i), AT(a, i, 1) = -value(rank, i);
		MPI_Allgather(a + 4, n, wide, b + 4, n, wide, MPI_COMM_WORLD);
		for (int i = 0; i < n * size; i++) CHECK(AT(b, i, 0) == value(i / n, i % n) && AT(b, i, 1) == -value(i / n, i % n), "allgather with gaps count %d [%d]", n, i);
		HOLES(b, n * size, "allgather");
		CLEAR(a);
		MPI_Scatter(b + 4, n, wide, a + 4, n, wide, root, MPI_COMM_WORLD);
		for (int i = 0; i < n; i++) CHECK(AT(a, i, 0) == value(rank, i), "scatter with gaps count %d [%d]", n, i);
		HOLES(a, n, "scatter");
		CLEAR(b);
		MPI_Gather(a + 4, n, wide, b + 4, n, wide, root, MPI_COMM_WORLD);
		if (rank == root) {
			for (int i = 0; i < n * size; i++) CHECK(AT(b, i, 1) == -value(i / n, i % n), "gather with gaps count %d [%d]", n, i);
			HOLES(b, n * size, "gather");
		}
		/* Packed on one side. */
		int *flat = ints(2 * n * size);
		MPI_Alltoall(b + 4, 0, wide, flat, 0, MPI_INT, MPI_COMM_WORLD);
		CLEAR(b);
		for (int i = 0; i < n * size; i++) AT(b, i, 0) = value(rank, i), AT(b, i, 1) = i;
		MPI_Alltoall(b + 4, n, wide, flat, 2 * n, MPI_INT, MPI_COMM_WORLD);
		for (int i = 0; i < n * size; i++) CHECK(flat[2 * i] == value(i / n, rank * n + i % n) && flat[2 * i + 1] == rank * n + i % n, "alltoall with gaps count %d [%d]", n, i);
		free(flat); free(a); free(b);
	}
	MPI_Type_free(&wide);
	MPI_Type_free(&t);
}

typedef struct { double value; int place; } located;

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Type_contiguous(2, MPI_INT, &pair);
	MPI_Type_commit(&pair);
	MPI_Op_create(multiply, 0, &op);
	ordered();
	scattered();
	int s = size, all = s * (s - 1) / 2;
	COMMUTING(int, MPI_INT, MPI_SUM, all + s * k);
	COMMUTING(double, MPI_DOUBLE, MPI_SUM, all + s * k);
	COMMUTING(float, MPI_FLOAT, MPI_MAX, s - 1 + k);
	COMMUTING(unsigned char, MPI_UNSIGNED_CHAR, MPI_MIN, k);
	COMMUTING(long long, MPI_LONG_LONG, MPI_BXOR, ({ long long x = 0; for (int r = 0; r < s; r++) x ^= r + (int)k; x; }));
	gaps();
	for (int n = 1; n <= 3000; n += 2999) {
		located *in = calloc(n, sizeof *in), *out = calloc(n, sizeof *out);
		for (int i = 0; i < n; i++) in[i] = (located){ (rank * 7 + i) % size, rank };
		MPI_Allreduce(in, out, n, MPI_DOUBLE_INT, MPI_MAXLOC, MPI_COMM_WORLD);
		for (int i = 0; i < n; i++) {
			int best = 0;
			for (int r = 0; r < size; r++) if ((r * 7 + i) % size > (best * 7 + i) % size) best = r;
			CHECK(out[i].place == best && out[i].value == (best * 7 + i) % size, "maxloc %d [%d] = %g at %d", n, i, out[i].value, out[i].place);
		}
		free(in); free(out);
	}
	MPI_Op_free(&op);
	MPI_Type_free(&pair);
	return end("coll-reduce");
}
