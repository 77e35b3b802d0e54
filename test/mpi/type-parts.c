/* Datatypes: elements of partial messages, contents, names, external32, types by properties, absolute addresses. */
// ranks: 1
#include <stddef.h>
#include "show.h"

/* Sends so many bytes to itself and receives them as elements of a type: what counts say. */
static void partial(const char *name, MPI_Datatype t, int bytes)
{
	static char out[256], in[4096];
	MPI_Request r;
	MPI_Status status;
	int count, elements;
	MPI_Count x;
	MPI_Isend(out, bytes, MPI_BYTE, 0, 0, MPI_COMM_WORLD, &r);
	MPI_Recv(in + 1024, 20, t, 0, 0, MPI_COMM_WORLD, &status);
	MPI_Wait(&r, MPI_STATUS_IGNORE);
	MPI_Get_count(&status, t, &count);
	MPI_Get_elements(&status, t, &elements);
	MPI_Get_elements_x(&status, t, &x);
	printf("%s, %d bytes: count %d elements %d %d\n", name, bytes, count == MPI_UNDEFINED ? -1 : count, elements == MPI_UNDEFINED ? -1 : elements,
		x == elements);
}

static void elements(void)
{
	MPI_Datatype vector, record, nested, t;
	struct record { double d; int i[3]; char c; };
	MPI_Aint at[] = { offsetof(struct record, d), offsetof(struct record, i), offsetof(struct record, c) };
	int lengths[] = { 1, 3, 1 };
	MPI_Datatype types[] = { MPI_DOUBLE, MPI_INT, MPI_CHAR };
	MPI_Type_create_struct(3, lengths, at, types, &record), MPI_Type_commit(&record);
	MPI_Type_vector(3, 2, 4, MPI_SHORT, &vector), MPI_Type_commit(&vector);
	MPI_Type_contiguous(2, record, &nested), MPI_Type_commit(&nested);
	MPI_Type_contiguous(0, MPI_INT, &t), MPI_Type_commit(&t);
	for (int bytes = 0; bytes <= 42; bytes += 4) partial("int", MPI_INT, bytes), partial("vector", vector, bytes);
	static const int there[] = { 0, 8, 12, 16, 20, 21, 29, 33, 41, 42, 50, 54, 63, 84 };
	for (unsigned i = 0; i < sizeof there / sizeof *there; i++) partial("record", record, there[i]), partial("nested", nested, there[i]);
	partial("empty", t, 0);
	partial("double and int", MPI_DOUBLE_INT, 12), partial("double and int", MPI_DOUBLE_INT, 20), partial("double and int", MPI_DOUBLE_INT, 24);
	MPI_Status status;
	int n;
	memset(&status, 0, sizeof status);
	MPI_Status_set_elements(&status, MPI_INT, 3), MPI_Get_count(&status, MPI_INT, &n), printf("set 3, got %d\n", n);
}

static const char *combiner(int c)
{
	static const struct { int value; const char *name; } names[] = {
#define N(name) { MPI_COMBINER_##name, #name },
		N(NAMED) N(DUP) N(CONTIGUOUS) N(VECTOR) N(HVECTOR) N(INDEXED) N(HINDEXED) N(INDEXED_BLOCK) N(HINDEXED_BLOCK) N(STRUCT) N(SUBARRAY)
		N(DARRAY) N(RESIZED) N(F90_REAL) N(F90_COMPLEX) N(F90_INTEGER)
#undef N
	};
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) if (names[i].value == c) return names[i].name;
	return "?";
}

/* Prints how a type was made, and the types of which it was made. */
static void contents(MPI_Datatype t, int depth)
{
	int ni, na, nt, c, integers[32], order;
	MPI_Aint addresses[16];
	MPI_Datatype types[16];
	MPI_Type_get_envelope(t, &ni, &na, &nt, &c);
	printf("%*s%s %d %d %d", 2 * depth, "", combiner(c), ni, na, nt);
	if (c == MPI_COMBINER_NAMED) {
		char name[MPI_MAX_OBJECT_NAME];
		MPI_Type_get_name(t, name, &order);
		printf(" %s\n", name);
		return;
	}
	MPI_Type_get_contents(t, 32, 16, 16, integers, addresses, types);
	for (int i = 0; i < ni; i++) {
		int v = integers[i];
		printf(" %d", v == MPI_ORDER_C ? -100 : v == MPI_ORDER_FORTRAN ? -101 : v == MPI_DISTRIBUTE_BLOCK ? -102 : v == MPI_DISTRIBUTE_CYCLIC ? -103 :
			v == MPI_DISTRIBUTE_DFLT_DARG ? -104 : v);
	}
	for (int i = 0; i < na; i++) printf(" @%d", (int)addresses[i]);
	printf("\n");
	for (int i = 0; i < nt; i++) {
		contents(types[i], depth + 1);
		MPI_Type_get_envelope(types[i], &ni, &na, &order, &c);
		if (c != MPI_COMBINER_NAMED) MPI_Type_free(&types[i]);
	}
}

static void made(void)
{
	MPI_Datatype a, b, c, d;
	int lengths[] = { 2, 0, 3 }, offsets[] = { 4, 2, 9 }, sizes[] = { 4, 6 }, part[] = { 2, 3 }, starts[] = { 1, 2 };
	MPI_Aint at[] = { 0, 40, -8 };
	MPI_Type_vector(3, 2, 5, MPI_INT, &a);
	MPI_Type_create_hvector(2, 1, 64, a, &b);
	MPI_Type_free(&a);
	contents(b, 0);
	MPI_Type_indexed(3, lengths, offsets, MPI_DOUBLE, &a), contents(a, 0);
	MPI_Type_create_hindexed(3, lengths, at, MPI_DOUBLE, &a), contents(a, 0);
	MPI_Type_create_indexed_block(3, 2, offsets, MPI_CHAR, &a), contents(a, 0);
	MPI_Type_create_hindexed_block(3, 2, at, MPI_CHAR, &a), contents(a, 0);
	MPI_Datatype types[] = { b, MPI_FLOAT, a };
	MPI_Type_create_struct(3, lengths, at, types, &c), contents(c, 0);
	MPI_Type_create_resized(c, -16, 128, &d), contents(d, 0);
	MPI_Type_dup(d, &c), contents(c, 0);
	MPI_Type_create_subarray(2, sizes, part, starts, MPI_ORDER_FORTRAN, MPI_SHORT, &a), contents(a, 0);
	int grid[] = { 2, 1 }, ways[] = { MPI_DISTRIBUTE_CYCLIC, MPI_DISTRIBUTE_BLOCK }, with[] = { 1, MPI_DISTRIBUTE_DFLT_DARG };
	MPI_Type_create_darray(2, 1, 2, sizes, ways, with, grid, MPI_ORDER_C, MPI_SHORT, &a), contents(a, 0);
	MPI_Type_contiguous(5, MPI_BYTE, &a), contents(a, 0);
	char name[MPI_MAX_OBJECT_NAME];
	int length;
	MPI_Type_get_name(a, name, &length), printf("'%s'\n", name);
	MPI_Type_set_name(a, "five bytes"), MPI_Type_get_name(a, name, &length), printf("'%s' %d\n", name, length);
	MPI_Type_dup(a, &b), MPI_Type_get_name(b, name, &length), printf("'%s'\n", name);
}

static void by_properties(void)
{
	static const struct { int class, size; } all[] = {
		{ MPI_TYPECLASS_REAL, 4 }, { MPI_TYPECLASS_REAL, 8 }, { MPI_TYPECLASS_INTEGER, 1 }, { MPI_TYPECLASS_INTEGER, 2 },
		{ MPI_TYPECLASS_INTEGER, 4 }, { MPI_TYPECLASS_INTEGER, 8 }, { MPI_TYPECLASS_COMPLEX, 8 }, { MPI_TYPECLASS_COMPLEX, 16 },
	};
	for (unsigned i = 0; i < sizeof all / sizeof *all; i++) {
		MPI_Datatype t;
		int size;
		MPI_Type_match_size(all[i].class, all[i].size, &t);
		MPI_Type_size(t, &size), printf("%d ", size);
	}
	printf("\n");
}

/* Bytes as they are outside. */
static void external(void)
{
	unsigned char out[64];
	MPI_Aint at = 0, size;
	int i = 0x01020304;
	short s[3] = { 1, 2, -3 };
	double d = -1.5;
	MPI_Datatype t;
	MPI_Pack_external("external32", &i, 1, MPI_INT, out, sizeof out, &at);
	MPI_Pack_external("external32", s, 3, MPI_SHORT, out, sizeof out, &at);
	MPI_Pack_external("external32", &d, 1, MPI_DOUBLE, out, sizeof out, &at);
	MPI_Type_vector(2, 1, 2, MPI_SHORT, &t), MPI_Type_commit(&t);
	MPI_Pack_external("external32", s, 1, t, out, sizeof out, &at);
	for (int j = 0; j < at; j++) printf("%02x", out[j]);
	printf("\n");
	MPI_Aint end = at;
	at = 0, i = 0, d = 0, memset(s, 0, sizeof s);
	MPI_Unpack_external("external32", out, end, &at, &i, 1, MPI_INT);
	MPI_Unpack_external("external32", out, end, &at, s, 3, MPI_SHORT);
	MPI_Unpack_external("external32", out, end, &at, &d, 1, MPI_DOUBLE);
	printf("%x %d %d %d %g\n", i, s[0], s[1], s[2], d);
	MPI_Pack_external_size("external32", 5, t, &size), printf("%d\n", (int)size);
}

static void absolute(void)
{
	int a[3] = { 1, 2, 3 }, b[3] = { 0 };
	double x = 4.5, y = 0;
	MPI_Aint out[2], in[2];
	int lengths[] = { 3, 1 };
	MPI_Datatype types[] = { MPI_INT, MPI_DOUBLE }, from, to;
	MPI_Get_address(a, &out[0]), MPI_Get_address(&x, &out[1]), MPI_Get_address(b, &in[0]), MPI_Get_address(&y, &in[1]);
	printf("%d\n", MPI_Aint_diff(MPI_Aint_add(out[0], 8), out[0]) == 8);
	MPI_Type_create_struct(2, lengths, out, types, &from), MPI_Type_create_struct(2, lengths, in, types, &to);
	MPI_Type_commit(&from), MPI_Type_commit(&to);
	MPI_Sendrecv(MPI_BOTTOM, 1, from, 0, 0, MPI_BOTTOM, 1, to, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	printf("%d %d %d %g\n", b[0], b[1], b[2], y);
}

/* A column of a matrix to a row of another; a transposition by a type of columns. */
static void matrix(void)
{
	enum { N = 5 };
	double a[N][N], b[N][N] = { { 0 } };
	for (int i = 0; i < N * N; i++) a[i / N][i % N] = i;
	MPI_Datatype column, next;
	MPI_Type_vector(N, 1, N, MPI_DOUBLE, &column);
	MPI_Type_create_resized(column, 0, sizeof(double), &next);
	MPI_Type_commit(&next);
	MPI_Sendrecv(a, N, next, 0, 0, b, N * N, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	for (int i = 0; i < N; i++) printf("%g %g %g %g %g\n", b[i][0], b[i][1], b[i][2], b[i][3], b[i][4]);
	MPI_Sendrecv(&a[0][2], 1, next, 0, 0, b[0], N, MPI_DOUBLE, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	printf("%g %g %g %g %g\n", b[0][0], b[0][1], b[0][2], b[0][3], b[0][4]);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	elements();
	made();
	by_properties();
	external();
	absolute();
	matrix();
	MPI_Finalize();
	return 0;
}
