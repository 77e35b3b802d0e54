/* Datatypes: sizes, bounds, and which bytes they pack and unpack in what order. Types have the same layout on all machines here. */
// ranks: 1
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stddef.h>
static void show_type(const char *name, MPI_Datatype t) {
	int size; MPI_Aint lb, ex, tlb, tex; int ni, na, nt, comb;
	MPI_Type_size(t, &size); MPI_Type_get_extent(t, &lb, &ex); MPI_Type_get_true_extent(t, &tlb, &tex);
	MPI_Type_get_envelope(t, &ni, &na, &nt, &comb);
	printf("%s: size %d lb %d extent %d true %d %d envelope %d %d %d\n", name, size, (int)lb, (int)ex, (int)tlb, (int)tex, ni, na, nt);
}
/* pack one..three elements, print bytes; unpack and compare; then pack through positions */
static void roundtrip(const char *name, MPI_Datatype t, int count) {
	static unsigned char buf[4096], back[4096], packed[4096];
	for (int i = 0; i < 4096; i++) buf[i] = i * 7 + (i >> 8);
	memset(back, 0, sizeof back); memset(packed, 0, sizeof packed);
	int pos = 0, size; MPI_Type_commit(&t);
	MPI_Type_size(t, &size);
	MPI_Pack(buf + 1024, count, t, packed, sizeof packed, &pos, MPI_COMM_WORLD);
	unsigned h = 1; for (int i = 0; i < pos; i++) h = h * 31 + packed[i];
	int end = pos; pos = 0;
	MPI_Unpack(packed, end, &pos, back + 1024, count, t, MPI_COMM_WORLD);
	unsigned g = 1; int touched = 0; for (int i = 0; i < 4096; i++) { g = g * 31 + back[i]; touched += back[i] != 0; }
	show_type(name, t);
	printf("   packed %d hash %u, unpacked %d hash %u touched %d\n", end, h, pos, g, touched);
}
int main(int argc, char **argv) {
	MPI_Init(&argc, &argv);
	MPI_Datatype t, u, v, w;
	roundtrip("int", MPI_INT, 5);
	roundtrip("short_int", MPI_SHORT_INT, 5);
	roundtrip("double_int", MPI_DOUBLE_INT, 5);
	MPI_Type_contiguous(7, MPI_INT, &t); roundtrip("contig", t, 3);
	MPI_Type_vector(5, 2, 4, MPI_DOUBLE, &t); roundtrip("vector", t, 3);
	MPI_Type_vector(5, 2, -4, MPI_SHORT, &t); roundtrip("negvector", t, 3);
	MPI_Type_vector(5, 1, 8, MPI_DOUBLE, &t); MPI_Type_create_resized(t, 0, 8, &u); roundtrip("column", u, 8);
	MPI_Type_vector(3, 2, 3, MPI_CHAR, &t); MPI_Type_create_hvector(4, 2, 37, t, &u); roundtrip("nested", u, 2);
	MPI_Type_contiguous(3, u, &v); roundtrip("nested2", v, 2);
	int lens[] = {1, 3, 0, 2, 1}, offs[] = {4, 0, 9, 7, 12};
	MPI_Type_indexed(5, lens, offs, MPI_INT, &t); roundtrip("indexed", t, 2);
	MPI_Type_create_indexed_block(5, 2, offs, MPI_FLOAT, &t); roundtrip("indexed_block", t, 2);
	int regular[] = {0, 3, 6, 9, 10, 11, 20};
	MPI_Type_create_indexed_block(7, 1, regular, MPI_SHORT, &t); roundtrip("regular", t, 3);
	MPI_Aint aoffs[] = {5, 100, -20, 50};
	int alens[] = {1, 2, 1, 3};
	MPI_Type_create_hindexed(4, alens, aoffs, MPI_DOUBLE, &t); roundtrip("hindexed", t, 2);
	MPI_Type_create_hindexed_block(4, 2, aoffs, MPI_SHORT, &t); roundtrip("hindexed_block", t, 2);
	struct s { double d; int i; char c[3]; short h; } ;
	MPI_Aint soffs[] = {offsetof(struct s, d), offsetof(struct s, i), offsetof(struct s, c), offsetof(struct s, h)};
	MPI_Datatype ts[] = {MPI_DOUBLE, MPI_INT, MPI_CHAR, MPI_SHORT}; int slens[] = {1, 1, 3, 1};
	MPI_Type_create_struct(4, slens, soffs, ts, &t); roundtrip("struct", t, 5);
	MPI_Type_contiguous(4, t, &u); roundtrip("structs", u, 3);
	MPI_Type_vector(4, 3, 5, t, &u); roundtrip("structvector", u, 2);
	int so[] = {3, 0, 7}, sl[] = {2, 1, 3};
	MPI_Type_indexed(3, sl, so, t, &u); roundtrip("structindexed", u, 2);
	int one[] = {1,1,1};
	MPI_Type_indexed(3, one, so, t, &v); roundtrip("structindexed1", v, 2);
	MPI_Type_dup(v, &w); roundtrip("dup", w, 2);
	int sizes[] = {6, 7, 8}, sub[] = {2, 3, 4}, start[] = {1, 2, 3};
	MPI_Type_create_subarray(3, sizes, sub, start, MPI_ORDER_C, MPI_SHORT, &t); roundtrip("subC", t, 2);
	MPI_Type_create_subarray(3, sizes, sub, start, MPI_ORDER_FORTRAN, MPI_SHORT, &t); roundtrip("subF", t, 2);
	MPI_Type_create_subarray(1, sizes, sub, start, MPI_ORDER_C, MPI_SHORT_INT, &t); roundtrip("sub1", t, 2);
	int g[] = {10, 9}, p[] = {2, 3};
	for (int order = 0; order < 2; order++) for (int d = 0; d < 4; d++) for (int r = 0; r < 6; r++) {
		int dist[] = {d & 1 ? MPI_DISTRIBUTE_BLOCK : MPI_DISTRIBUTE_CYCLIC, d & 2 ? MPI_DISTRIBUTE_BLOCK : MPI_DISTRIBUTE_CYCLIC};
		int args[] = {d == 0 ? 2 : MPI_DISTRIBUTE_DFLT_DARG, d == 3 ? 4 : d == 1 ? 3 : MPI_DISTRIBUTE_DFLT_DARG};
		char n[40]; sprintf(n, "darray %d %d rank %d", order, d, r);
		MPI_Type_create_darray(6, r, 2, g, dist, args, p, order ? MPI_ORDER_FORTRAN : MPI_ORDER_C, MPI_INT, &t); roundtrip(n, t, 2);
	}
	/* bounds */
	MPI_Type_create_resized(MPI_INT, -3, 9, &t); show_type("resized", t);
	MPI_Type_contiguous(3, t, &u); show_type("contig of resized", u);
	MPI_Type_vector(3, 2, -2, t, &u); show_type("negvec of resized", u);
	MPI_Type_create_resized(MPI_INT, 6, -9, &t); show_type("negresized", t);
	MPI_Type_contiguous(3, t, &u); show_type("contig of negresized", u);
	MPI_Type_vector(3, 2, 10, t, &u); show_type("vec of negresized", u);
	roundtrip("vec neg", u, 1);
	MPI_Type_contiguous(0, MPI_INT, &t); show_type("empty", t); roundtrip("empty", t, 3);
	MPI_Type_create_struct(0, 0, 0, 0, &t); show_type("emptystruct", t);
	MPI_Type_vector(0, 2, 3, MPI_INT, &t); show_type("emptyvector", t);
	MPI_Type_contiguous(0, MPI_INT, &t); MPI_Type_create_resized(t, 5, 10, &u); show_type("empty resized", u);
	MPI_Aint ze[] = {100, 0}; MPI_Datatype zet[] = {MPI_INT, MPI_CHAR}; int zel[] = {0, 1};
	MPI_Type_create_struct(2, zel, ze, zet, &u); show_type("zero block", u);
	MPI_Finalize();
	return 0;
}
