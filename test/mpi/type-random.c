/*
 * Datatypes made at random from each other. What is sent as such arrives as the bytes that MPI_Pack gives, and the other way round, in messages short and
 * long enough to be cut into pieces.
 */
// ranks: 2
// native: no
#include "show.h"

static unsigned state = 12345;
static int below(int n) { return (state = state * 1103515245 + 12345, (state >> 16) % n); }

enum { ROOM = 6 << 20, MIDDLE = 2 << 20 };
static unsigned char *memory, *packed, *wire;

static MPI_Datatype basic(void)
{
	const MPI_Datatype all[] = { MPI_CHAR, MPI_SHORT, MPI_INT, MPI_DOUBLE, MPI_FLOAT, MPI_DOUBLE_INT, MPI_SHORT_INT };
	return all[below(7)];
}

/* Pieces do not overlap in any, so that what is unpacked does not depend on the order. */
static MPI_Datatype make(int depth)
{
	MPI_Datatype old, more, t;
	MPI_Aint lb, extent, at[5], start = 0;
	int lengths[5], offsets[5], n = 1 + below(4), place = 0;
	if (!depth) {
		MPI_Type_dup(basic(), &t);
		return t;
	}
	old = make(depth - 1);
	MPI_Type_get_extent(old, &lb, &extent);
	switch (below(8)) {
	case 0:
		MPI_Type_contiguous(n, old, &t);
		break;
	case 1:
		n += below(40);
		place = 1 + below(3), MPI_Type_vector(n, place, place + below(4), old, &t);
		break;
	case 2:
		place = 1 + below(3), MPI_Type_create_hvector(n, place, place * extent + below(3) * 8, old, &t);
		break;
	case 3:
		for (int i = 0; i < n; i++) lengths[i] = below(4), offsets[i] = place + below(3), place = offsets[i] + lengths[i];
		MPI_Type_indexed(n, lengths, offsets, old, &t);
		break;
	case 4:
		for (int i = 0; i < n; i++) offsets[i] = place + below(2), place = offsets[i] + 2;
		MPI_Type_create_indexed_block(n, 2, offsets, old, &t);
		break;
	case 5:
		more = make(below(depth));
		for (int i = 0; i < 3; i++) {
			MPI_Datatype part = i == 1 ? more : old;
			MPI_Type_get_extent(part, &lb, &extent);
			lengths[i] = below(3), at[i] = start + below(2) * 16 - lb, start = at[i] + lb + lengths[i] * extent + 16;
		}
		MPI_Type_create_struct(3, lengths, at, (MPI_Datatype[]){ old, more, old }, &t);
		MPI_Type_free(&more);
		break;
	case 6: {
		int sizes[2] = { 2 + below(5), 2 + below(5) }, subs[2] = { 1 + below(sizes[0]), 1 + below(sizes[1]) };
		int starts[2] = { below(sizes[0] - subs[0] + 1), below(sizes[1] - subs[1] + 1) };
		MPI_Type_create_subarray(2, sizes, subs, starts, below(2) ? MPI_ORDER_C : MPI_ORDER_FORTRAN, old, &t);
		break;
	}
	default:
		MPI_Type_create_resized(old, lb, extent + below(3) * 8, &t);
	}
	MPI_Type_free(&old);
	return t;
}

static unsigned hash(const unsigned char *p, size_t n)
{
	unsigned h = 2166136261u;
	for (size_t i = 0; i < n; i++) h = (h ^ p[i]) * 16777619u;
	return h;
}

static void check(int number)
{
	MPI_Datatype t = make(1 + below(4));
	MPI_Aint lb, extent;
	int bytes, count, position = 0;
	MPI_Type_commit(&t);
	MPI_Type_size(t, &bytes);
	MPI_Type_get_true_extent(t, &lb, &extent);
	MPI_Aint low = lb, high = extent;
	MPI_Type_get_extent(t, &lb, &extent);
	count = extent > 0 && high < (ROOM - MIDDLE) / 2 ? (int)((ROOM - MIDDLE - low - high) / extent / (below(3) ? 1 : 50)) : 1;
	if (bytes && count > (2 << 20) / bytes) count = (2 << 20) / bytes;
	if (count < 1 || low < -MIDDLE || high > ROOM - MIDDLE) count = 0;
	int length = count * bytes;
	for (size_t i = 0; i < ROOM; i++) memory[i] = i * 31 + (i >> 7) + number;
	MPI_Pack(memory + MIDDLE, count, t, packed, 3 << 20, &position, MPI_COMM_WORLD);
	unsigned sent = hash(packed, length), arrived, back;
	if (rank == 0) {
		MPI_Send(memory + MIDDLE, count, t, 1, number, MPI_COMM_WORLD);
		memset(memory, 0, ROOM);
		MPI_Recv(memory + MIDDLE, count, t, 1, number, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		back = hash(memory, ROOM);
		memset(memory, 0, ROOM), position = 0;
		MPI_Unpack(packed, length, &position, memory + MIDDLE, count, t, MPI_COMM_WORLD);
		if (back != hash(memory, ROOM)) printf("%d: what came back is not what was unpacked\n", number);
		printf("%d: %d of %d bytes, extent %d, %x %x\n", number, count, bytes, (int)extent, sent, back);
	} else {
		MPI_Recv(wire, length, MPI_BYTE, 0, number, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		arrived = hash(wire, length);
		if (arrived != sent) printf("%d: what arrived is not what was packed\n", number);
		MPI_Send(wire, length, MPI_BYTE, 0, number, MPI_COMM_WORLD);
	}
	MPI_Type_free(&t);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	memory = malloc(ROOM), packed = malloc(3 << 20), wire = malloc(3 << 20);
	for (int i = 0; i < 60; i++) check(i);
	MPI_Finalize();
	return 0;
}
