/* MPI_Pack_external and the like (MPI-3.1, 4.3). */
#include <string.h>
#include "arguments.h"
#include "check.h"
#include "type/external32.h"

#define EXPECT_REPRESENTATION(representation) \
	EXPECT(0, representation && !strcmp(representation, "external32"), MPI_ERR_ARG, \
		"expected the representation external32, got %s", \
		representation ? representation : "NULL")

static int pack(const char *representation, void *buffer, int count, MPI_Datatype type,
	void *external, MPI_Aint size, MPI_Aint *position, int out)
{
	int error;
	EXPECT_REPRESENTATION(representation);
	if (!check_count(0, count, &error)) return error;
	datatype *t = check_type(0, type, &error);
	if (!t || !check_buffer(0, buffer, count, t, &error)) return error;
	EXPECT_PLACE(0, position, "the position");
	EXPECT(0, size >= 0 && *position >= 0 && *position <= size, MPI_ERR_ARG,
		"expected a position from 0 to the size %ld, got %ld", (long)size, (long)*position);
	MPI_Count bytes = external_size(t) * count;
	EXPECT(0, bytes <= size - *position, MPI_ERR_TRUNCATE,
		"expected room for %lld bytes at position %ld, got %ld", bytes, (long)*position,
		(long)(size - *position));
	if (!bytes) return MPI_SUCCESS;
	EXPECT(0, !range_bad(external, size), MPI_ERR_BUFFER, "expected a buffer of %ld bytes, got %p",
		(long)size, external);
	external_convert(t, buffer, count, (unsigned char *)external + *position, out);
	*position += bytes;
	return MPI_SUCCESS;
}

MPI_CALL(Pack_external,
	(const char representation[], const void *in, int count, MPI_Datatype type, void *out,
		MPI_Aint size, MPI_Aint *position))
{
	ENTER(Pack_external);
	return pack(representation, (void *)in, count, type, out, size, position, 1);
}

MPI_CALL(Unpack_external,
	(const char representation[], const void *in, MPI_Aint size, MPI_Aint *position, void *out,
		int count, MPI_Datatype type))
{
	ENTER(Unpack_external);
	return pack(representation, out, count, type, (void *)in, size, position, 0);
}

MPI_CALL(
	Pack_external_size, (const char representation[], int count, MPI_Datatype type, MPI_Aint *size))
{
	ENTER(Pack_external_size);
	int error;
	EXPECT_REPRESENTATION(representation);
	if (!check_count(0, count, &error)) return error;
	datatype *t = check_type(0, type, &error);
	if (!t) return error;
	EXPECT_PLACE(0, size, "the size");
	*size = external_size(t) * count;
	return MPI_SUCCESS;
}
