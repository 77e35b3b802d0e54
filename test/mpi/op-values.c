/* Every predefined operation on every type that it is defined for, and operations of the program's own. */
// ranks: 1
#include <complex.h>
#include <stdbool.h>
#include "show.h"

enum { N = 37 };

#define BYTES(name, type, value) \
	static void name(MPI_Op op, MPI_Datatype t, const char *what) \
	{ \
		type x[N], y[N]; \
		double sum = 0; \
		for (int i = 0; i < N; i++) { \
			int k = i * 7 % 11 + 1, l = i * 5 % 13; \
			(void)k, (void)l; \
			x[i] = value(k), y[i] = value(l); \
		} \
		int error = MPI_Reduce_local(x, y, N, t, op); \
		for (int i = 0; i < N; i++) sum += (i + 1) * (double)y[i]; \
		if (!error) printf("%s %.17g\n", what, sum); \
	}
#define PLAIN(k) (k)
#define SIGNED(k) ((k) - 6)
#define HALF(k) ((k) * 0.5 - 2)
#define TRUTH(k) ((k) % 3 != 0)

BYTES(chars, signed char, SIGNED)
BYTES(bytes, unsigned char, PLAIN)
BYTES(shorts, short, SIGNED)
BYTES(ushorts, unsigned short, PLAIN)
BYTES(ints, int, SIGNED)
BYTES(unsigneds, unsigned, PLAIN)
BYTES(longs, long, SIGNED)
BYTES(ulongs, unsigned long, PLAIN)
BYTES(longlongs, long long, SIGNED)
BYTES(ulonglongs, unsigned long long, PLAIN)
BYTES(floats, float, HALF)
BYTES(doubles, double, HALF)
BYTES(longdoubles, long double, HALF)
BYTES(bools, bool, TRUTH)
BYTES(int64s, int64_t, SIGNED)
BYTES(uint8s, uint8_t, PLAIN)

static const struct { const char *name; MPI_Op op; } ops[] = {
#define O(name) { #name, MPI_##name }
	O(MAX), O(MIN), O(SUM), O(PROD), O(LAND), O(BAND), O(LOR), O(BOR), O(LXOR), O(BXOR),
#undef O
};

static void each(void)
{
	enum { INTEGER = 1023, FLOATING = 15, LOGIC = 1 << 4 | 1 << 6 | 1 << 8, BITS = 1 << 5 | 1 << 7 | 1 << 9 };
	static const struct { void (*run)(MPI_Op, MPI_Datatype, const char *); MPI_Datatype type; int ops; const char *name; } types[] = {
		{ chars, MPI_SIGNED_CHAR, INTEGER, "signed char" }, { bytes, MPI_UNSIGNED_CHAR, INTEGER, "unsigned char" },
		{ shorts, MPI_SHORT, INTEGER, "short" }, { ushorts, MPI_UNSIGNED_SHORT, INTEGER, "unsigned short" },
		{ ints, MPI_INT, INTEGER, "int" }, { unsigneds, MPI_UNSIGNED, INTEGER, "unsigned" }, { longs, MPI_LONG, INTEGER, "long" },
		{ ulongs, MPI_UNSIGNED_LONG, INTEGER & ~(1 << 3), "unsigned long" }, { longlongs, MPI_LONG_LONG, INTEGER, "long long" },
		{ ulonglongs, MPI_UNSIGNED_LONG_LONG, INTEGER, "unsigned long long" }, { floats, MPI_FLOAT, FLOATING, "float" },
		{ doubles, MPI_DOUBLE, FLOATING, "double" }, { longdoubles, MPI_LONG_DOUBLE, FLOATING, "long double" }, { bools, MPI_C_BOOL, LOGIC, "bool" },
		{ bytes, MPI_BYTE, BITS, "byte" }, { int64s, MPI_INT64_T, INTEGER, "int64" }, { uint8s, MPI_UINT8_T, INTEGER, "uint8" },
	};
	for (unsigned t = 0; t < sizeof types / sizeof *types; t++) {
		for (unsigned o = 0; o < sizeof ops / sizeof *ops; o++) {
			char what[40];
			snprintf(what, sizeof what, "%s of %s", ops[o].name, types[t].name);
			if (types[t].ops >> o & 1) types[t].run(ops[o].op, types[t].type, what);
		}
	}
}

static void complexes(void)
{
	float complex a[3] = { 1 + 2 * I, -3, 0.5f * I }, b[3] = { 2 - I, 4 * I, 1 + 1 * I };
	double complex c[3] = { 1 + 2 * I, -3, 0.5 * I }, d[3] = { 2 - I, 4 * I, 1 + 1 * I };
	MPI_Reduce_local(a, b, 3, MPI_C_FLOAT_COMPLEX, MPI_SUM);
	MPI_Reduce_local(c, d, 3, MPI_C_DOUBLE_COMPLEX, MPI_PROD);
	for (int i = 0; i < 3; i++) printf("%g%+gi %g%+gi\n", crealf(b[i]), cimagf(b[i]), creal(d[i]), cimag(d[i]));
}

#define LOCATION(name, value_type, mpi_type) \
	static void name(void) \
	{ \
		struct { value_type v; int i; } x[6], y[6], z[6]; \
		for (int i = 0; i < 6; i++) x[i].v = i * 5 % 7 - 2, x[i].i = i, y[i].v = i * 3 % 5 - 1, y[i].i = 10 - 3 * i; \
		x[5].v = y[5].v = 3; \
		memcpy(z, y, sizeof y); \
		MPI_Reduce_local(x, y, 6, mpi_type, MPI_MINLOC); \
		MPI_Reduce_local(x, z, 6, mpi_type, MPI_MAXLOC); \
		for (int i = 0; i < 6; i++) printf("%g,%d %g,%d ", (double)y[i].v, y[i].i, (double)z[i].v, z[i].i); \
		printf("\n"); \
	}
LOCATION(float_int, float, MPI_FLOAT_INT)
LOCATION(double_int, double, MPI_DOUBLE_INT)
LOCATION(long_int, long, MPI_LONG_INT)
LOCATION(two_int, int, MPI_2INT)
LOCATION(short_int, short, MPI_SHORT_INT)
LOCATION(long_double_int, long double, MPI_LONG_DOUBLE_INT)

/* Matrices of 2 by 2: the product depends on the order of operands, and the type is one of the program's own. */
static void multiply(void *in, void *inout, int *count, MPI_Datatype *type)
{
	const int (*a)[4] = in;
	int (*b)[4] = inout, size;
	MPI_Type_size(*type, &size);
	for (int i = 0; i < *count && size == 16; i++) {
		int c[4] = { a[i][0] * b[i][0] + a[i][1] * b[i][2], a[i][0] * b[i][1] + a[i][1] * b[i][3], a[i][2] * b[i][0] + a[i][3] * b[i][2],
			a[i][2] * b[i][1] + a[i][3] * b[i][3] };
		memcpy(b[i], c, sizeof c);
	}
}

static void own(void)
{
	MPI_Datatype matrix;
	MPI_Op op;
	int a[2][4] = { { 1, 2, 3, 4 }, { 0, 1, 1, 0 } }, b[2][4] = { { 0, 1, 1, 1 }, { 5, 6, 7, 8 } }, commutes;
	MPI_Type_contiguous(4, MPI_INT, &matrix), MPI_Type_commit(&matrix);
	MPI_Op_create(multiply, 0, &op);
	MPI_Op_commutative(op, &commutes), printf("%d ", commutes);
	MPI_Op_commutative(MPI_SUM, &commutes), printf("%d\n", commutes);
	MPI_Reduce_local(a, b, 2, matrix, op);
	for (int i = 0; i < 8; i++) printf("%d ", b[i / 4][i % 4]);
	printf("\n");
	MPI_Op_free(&op), printf("%d\n", op == MPI_OP_NULL);
	MPI_Op_create(multiply, 1, &op), MPI_Op_commutative(op, &commutes), printf("%d\n", commutes);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	each();
	complexes();
	float_int(), double_int(), long_int(), two_int(), short_int(), long_double_int();
	own();
	MPI_Finalize();
	return 0;
}
