/*
 * The representation "external32" (MPI-3.1, 13.5.2, 4.3): big-endian, sizes of its own. Here they differ from the machine's for MPI_AINT (8 bytes there)
 * and MPI_WCHAR (2); a long double is IEEE binary128 in both.
 */
#include "constructor.h"
#include "external32.h"

/* A part of a basic type: `size` bytes here, `external` there; its upper half is left out or filled with the sign. */
struct part {
	int at, size, external, is_signed;
};

/* Parts of a predefined type: 1 or 2, for pairs and complex numbers. */
static int parts_of(const datatype *t, struct part parts[2])
{
	int first = t->size;
	switch (t->basic) {
	case BASIC_C32:
	case BASIC_C64:
	case BASIC_C128:
		first = t->size / 2;
		parts[1] = (struct part){ first, first, first, 0 };
		parts[0] = (struct part){ 0, first, first, 0 };
		return 2;
	case BASIC_FLOAT_INT:
	case BASIC_DOUBLE_INT:
	case BASIC_LONG_INT:
	case BASIC_2INT:
	case BASIC_SHORT_INT:
	case BASIC_LONG_DOUBLE_INT:
		first -= sizeof(int);
		parts[0] = (struct part){ 0, first, first, 0 };
		parts[1] = (struct part){ t->true_extent - sizeof(int), sizeof(int), sizeof(int), 0 };
		return 2;
	default:
		parts[0] = (struct part){ 0, first,
			t == MPI_AINT        ? 8
				: t == MPI_WCHAR ? 2
								 : first,
			t == MPI_AINT };
		return 1;
	}
}

MPI_Count external_size(const datatype *t)
{
	MPI_Count size = 0;
	if (t->flags & TYPE_PREDEFINED) {
		struct part parts[2];
		if (t->size)
			for (int n = parts_of(t, parts), i = 0; i < n; i++) size += parts[i].external;
		return size;
	}
	for (int i = 0, n = block_count(t->made); i < n; i++) {
		struct type_block b = block_at(t->made, i);
		if (b.length) size += b.length * external_size(b.type);
	}
	return size;
}

/* The least significant bytes come last outside. */
static void put(unsigned char *out, const unsigned char *in, const struct part *p)
{
	int fill = p->is_signed && in[p->size - 1] & 0x80 ? 0xff : 0;
	for (int i = 0; i < p->external; i++) out[p->external - 1 - i] = i < p->size ? in[i] : fill;
}

static void get(unsigned char *in, const unsigned char *out, const struct part *p)
{
	int fill = p->is_signed && out[0] & 0x80 ? 0xff : 0;
	for (int i = 0; i < p->size; i++) in[i] = i < p->external ? out[p->external - 1 - i] : fill;
}

unsigned char *external_convert(
	const datatype *t, unsigned char *memory, MPI_Count count, unsigned char *external, int out)
{
	if (!t->size) return external;
	if (t->flags & TYPE_PREDEFINED) {
		struct part parts[2];
		int n = parts_of(t, parts);
		for (MPI_Count i = 0; i < count; i++, memory += t->extent) {
			for (int j = 0; j < n; external += parts[j++].external) {
				if (out) put(external, memory + parts[j].at, &parts[j]);
				else get(memory + parts[j].at, external, &parts[j]);
			}
		}
		return external;
	}
	int blocks = block_count(t->made);
	for (MPI_Count i = 0; i < count; i++, memory += t->extent) {
		for (int j = 0; j < blocks; j++) {
			struct type_block b = block_at(t->made, j);
			external = external_convert(b.type, memory + b.at, b.length, external, out);
		}
	}
	return external;
}
