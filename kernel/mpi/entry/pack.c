/* MPI_Pack and the like (MPI-3.1, 4.2). The packed form of a message is its data without gaps. */
#include "arguments.h"
#include "check.h"

MPI_CALL(Pack,
	(const void *in, int count, MPI_Datatype type, void *out, int size, int *position,
		MPI_Comm comm))
{
	ENTER(Pack);
	int error;
	COMM_ARGUMENT(c, comm);
	if (!check_count(c, count, &error)) return error;
	datatype *t = check_type(c, type, &error);
	if (!t || !check_buffer(c, in, count, t, &error)) return error;
	EXPECT_PLACE(c, position, "the position");
	uint64_t bytes = type_bytes(t, count);
	EXPECT(c, size >= 0 && *position >= 0 && *position <= size, MPI_ERR_ARG,
		"expected a position from 0 to the size %d, got %d", size, *position);
	EXPECT(c, bytes <= (uint64_t)(size - *position), MPI_ERR_TRUNCATE,
		"expected room for %llu bytes at position %d, got %d", (unsigned long long)bytes, *position,
		size - *position);
	if (!bytes) return MPI_SUCCESS;
	if (!check_buffer(c, out, size, MPI_PACKED, &error)) return error;
	*position += type_pack((char *)out + *position, in, count, t, 0, bytes);
	return MPI_SUCCESS;
}

MPI_CALL(Unpack,
	(const void *in, int size, int *position, void *out, int count, MPI_Datatype type,
		MPI_Comm comm))
{
	ENTER(Unpack);
	int error;
	COMM_ARGUMENT(c, comm);
	if (!check_count(c, count, &error)) return error;
	datatype *t = check_type(c, type, &error);
	if (!t || !check_buffer(c, out, count, t, &error)) return error;
	EXPECT_PLACE(c, position, "the position");
	uint64_t bytes = type_bytes(t, count);
	EXPECT(c, size >= 0 && *position >= 0 && *position <= size, MPI_ERR_ARG,
		"expected a position from 0 to the size %d, got %d", size, *position);
	EXPECT(c, bytes <= (uint64_t)(size - *position), MPI_ERR_TRUNCATE,
		"expected %llu bytes at position %d, got %d", (unsigned long long)bytes, *position,
		size - *position);
	if (!bytes) return MPI_SUCCESS;
	if (!check_buffer(c, in, size, MPI_PACKED, &error)) return error;
	*position += type_unpack(out, count, t, (const char *)in + *position, 0, bytes);
	return MPI_SUCCESS;
}

MPI_CALL(Pack_size, (int count, MPI_Datatype type, MPI_Comm comm, int *size))
{
	ENTER(Pack_size);
	int error;
	COMM_ARGUMENT(c, comm);
	if (!check_count(c, count, &error)) return error;
	datatype *t = check_type(c, type, &error);
	if (!t) return error;
	EXPECT_PLACE(c, size, "the size");
	uint64_t bytes = type_bytes(t, count);
	*size = bytes > INT32_MAX ? MPI_UNDEFINED : (int)bytes;
	return MPI_SUCCESS;
}
