/* Counts basic elements in data that may end within a datatype (MPI-3.1, 4.1.11). */
#include "constructor.h"

/* How many elements stand in `*bytes` of `count` types; takes off what they need. *bytes stays above 0 if it ends here, within one. */
static MPI_Count take(const datatype *t, MPI_Count count, MPI_Count *bytes)
{
	if (!t->size) return 0;
	MPI_Count whole = *bytes / (MPI_Count)t->size;
	if (whole >= count) {
		*bytes -= count * (MPI_Count)t->size;
		return count * t->elements;
	}
	*bytes -= whole * (MPI_Count)t->size;
	MPI_Count elements = whole * t->elements;
	if (!*bytes) return elements;
	if (!t->made || t->flags & TYPE_PREDEFINED) {
		/* A pair's first value may be there without its index. */
		if (t->elements == 2 && *bytes == (MPI_Count)t->size - (MPI_Count)sizeof(int)) {
			*bytes = 0;
			return elements + 1;
		}
		return MPI_UNDEFINED;
	}
	MPI_Aint stride;
	struct type_block block = block_at(t->made, 0);
	int vector = blocks_stride(t->made, &stride), blocks = vector ? 1 : block_count(t->made);
	for (int i = 0; i < blocks && *bytes; i++) {
		block = block_at(t->made, i);
		MPI_Count length = vector ? (MPI_Count)block.length * block_count(t->made) : block.length;
		MPI_Count part = take(block.type, length, bytes);
		if (part < 0) return MPI_UNDEFINED;
		elements += part;
	}
	return elements;
}

MPI_Count type_elements(const datatype *t, MPI_Count bytes)
{
	if (!t->size) return bytes ? MPI_UNDEFINED : 0;
	return take(t, INT64_MAX / (MPI_Count)t->size, &bytes);
}

/* The reverse: bytes of `*elements` basic elements, at most those of `count` types; takes off those that it has found. */
static MPI_Count measure(const datatype *t, MPI_Count count, MPI_Count *elements)
{
	if (!t->elements || !count) return 0;
	MPI_Count whole = *elements / t->elements;
	if (whole > count) whole = count;
	*elements -= whole * t->elements;
	MPI_Count bytes = whole * (MPI_Count)t->size;
	if (whole == count || !*elements) return bytes;
	if (!t->made || t->flags & TYPE_PREDEFINED) {
		/* The first value of a pair. */
		*elements = 0;
		return bytes + (MPI_Count)t->size - (MPI_Count)sizeof(int);
	}
	for (int i = 0, blocks = block_count(t->made); i < blocks && *elements; i++) {
		struct type_block block = block_at(t->made, i);
		bytes += measure(block.type, block.length, elements);
	}
	return bytes;
}

MPI_Count type_bytes_of(const datatype *t, MPI_Count elements)
{
	return t->elements ? measure(t, INT64_MAX / t->elements, &elements) : 0;
}
