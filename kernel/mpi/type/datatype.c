/* Datatypes as the library uses them. */
#include <stdlib.h>
#include <string.h>
#include "constructor.h"
#include "run.h"

void type_keep(datatype *t)
{
	if (!(t->flags & TYPE_PREDEFINED)) t->object.references++;
}

void type_release(datatype *t)
{
	if ((t->flags & TYPE_PREDEFINED) || --t->object.references) return;
	t->object.kind = 0;
	if (t->made) constructor_release(t->made);
	free(t->runs);
	free(t);
}

void *type_whole(const datatype *t, const void *buffer, int count)
{
	if (likely(type_dense(t))) return (void *)buffer;
	if (t->run_count != 1 || t->runs->body || t->runs->count != 1) return 0;
	return count == 1 || t->extent == (MPI_Aint)t->size ? (char *)buffer + t->runs->at : 0;
}

size_t type_span(const datatype *t, int count, MPI_Aint *before)
{
	*before = 0;
	if (count <= 0 || !t->size) return 0;
	MPI_Aint further = (count - 1) * t->extent;
	*before = t->true_lb + (further < 0 ? further : 0);
	return t->true_extent + (further < 0 ? -further : further);
}

int type_count(const datatype *t, MPI_Count bytes)
{
	if (!t->size) return bytes ? MPI_UNDEFINED : 0;
	MPI_Count whole = bytes / t->size;
	return whole * t->size != bytes || whole > INT32_MAX ? MPI_UNDEFINED : (int)whole;
}

void type_copy(void *to, int to_count, const datatype *to_type, const void *from, int from_count,
	const datatype *from_type)
{
	uint64_t room = type_bytes(to_type, to_count), data = type_bytes(from_type, from_count);
	size_t length = room < data ? room : data;
	char *target = type_whole(to_type, to, to_count);
	const char *source = type_whole(from_type, from, from_count);
	if (target && source) {
		if (target != source) memmove(target, source, length);
	} else if (target) type_pack(target, from, from_count, from_type, 0, length);
	else if (source) type_unpack(to, to_count, to_type, source, 0, length);
	else {
		char piece[8192];
		for (size_t at = 0; at < length; at += sizeof piece) {
			size_t part = length - at < sizeof piece ? length - at : sizeof piece;
			type_pack(piece, from, from_count, from_type, at, part);
			type_unpack(to, to_count, to_type, piece, at, part);
		}
	}
}
