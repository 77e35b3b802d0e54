/* MPI_Type_match_size (MPI-3.1, 17.2.6). */
#include "arguments.h"

MPI_CALL(Type_match_size, (int class, int size, MPI_Datatype *type))
{
	ENTER(Type_match_size);
	static const struct {
		int class, size;
		MPI_Datatype type;
	} sized[] = {
		{ MPI_TYPECLASS_REAL, 4, MPI_FLOAT },
		{ MPI_TYPECLASS_REAL, 8, MPI_DOUBLE },
		{ MPI_TYPECLASS_REAL, 16, MPI_LONG_DOUBLE },
		{ MPI_TYPECLASS_INTEGER, 1, MPI_INT8_T },
		{ MPI_TYPECLASS_INTEGER, 2, MPI_INT16_T },
		{ MPI_TYPECLASS_INTEGER, 4, MPI_INT32_T },
		{ MPI_TYPECLASS_INTEGER, 8, MPI_INT64_T },
		{ MPI_TYPECLASS_COMPLEX, 8, MPI_C_FLOAT_COMPLEX },
		{ MPI_TYPECLASS_COMPLEX, 16, MPI_C_DOUBLE_COMPLEX },
		{ MPI_TYPECLASS_COMPLEX, 32, MPI_C_LONG_DOUBLE_COMPLEX },
	};
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT(0, class >= MPI_TYPECLASS_REAL && class <= MPI_TYPECLASS_COMPLEX, MPI_ERR_ARG,
		"expected an MPI_TYPECLASS_…, got %d", class);
	for (size_t i = 0; i < sizeof sized / sizeof *sized; i++) {
		if (sized[i].class != class || sized[i].size != size) continue;
		*type = sized[i].type;
		return MPI_SUCCESS;
	}
	return fail(0, MPI_ERR_ARG, "there is no type of %d bytes in this class", size);
}
