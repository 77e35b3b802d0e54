/* Types by what Fortran wants of them (MPI-3.1, 17.2.5). */
#include "arguments.h"
#include "type/constructor.h"

/* Decimal digits and exponents of floating-point types; the row that is enough, or -1. */
static int floating_row(int precision, int range)
{
	static const struct {
		int precision, range;
	} rows[] = { { 6, 37 }, { 15, 307 }, { 33, 4931 } };
	for (int i = 0; i < 3; i++) {
		if ((precision == MPI_UNDEFINED || precision <= rows[i].precision) &&
			(range == MPI_UNDEFINED || range <= rows[i].range))
			return i;
	}
	return -1;
}

static int give_f90(
	int combiner, int precision, int range, const datatype *equal, MPI_Datatype *type)
{
	datatype *t = type_f90(combiner, precision, range, equal);
	EXPECT(0, t, MPI_ERR_NO_MEM, "for a datatype");
	*type = t;
	return MPI_SUCCESS;
}

static int floating(
	int combiner, int precision, int range, const MPI_Datatype types[3], MPI_Datatype *type)
{
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT(0, precision != MPI_UNDEFINED || range != MPI_UNDEFINED, MPI_ERR_ARG,
		"expected a precision, a range or both, got neither");
	int row = floating_row(precision, range);
	EXPECT(0, row >= 0, MPI_ERR_ARG, "there is no type of %d digits and exponents to %d", precision,
		range);
	return give_f90(combiner, precision, range, types[row], type);
}

MPI_CALL(Type_create_f90_real, (int precision, int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_real);
	return floating(MPI_COMBINER_F90_REAL, precision, range,
		(MPI_Datatype[]){ MPI_FLOAT, MPI_DOUBLE, MPI_LONG_DOUBLE }, type);
}

MPI_CALL(Type_create_f90_complex, (int precision, int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_complex);
	return floating(MPI_COMBINER_F90_COMPLEX, precision, range,
		(MPI_Datatype[]){ MPI_C_FLOAT_COMPLEX, MPI_C_DOUBLE_COMPLEX, MPI_C_LONG_DOUBLE_COMPLEX },
		type);
}

MPI_CALL(Type_create_f90_integer, (int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_integer);
	static const struct {
		int range;
		MPI_Datatype type;
	} rows[] = { { 2, MPI_INT8_T }, { 4, MPI_INT16_T }, { 9, MPI_INT32_T }, { 18, MPI_INT64_T } };
	EXPECT_PLACE(0, type, "the datatype");
	for (int i = 0; i < 4; i++)
		if (range <= rows[i].range)
			return give_f90(MPI_COMBINER_F90_INTEGER, range, 0, rows[i].type, type);
	return fail(0, MPI_ERR_ARG, "there is no type of %d digits", range);
}
