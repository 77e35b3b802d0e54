/* Types by their properties, and addresses (MPI-3.1, 4.1.5, 17.2.6). */
#include <stdlib.h>
#include "arguments.h"
#include "core.h"
#include "type/constructor.h"

MPI_CALL(Type_match_size, (int class, int size, MPI_Datatype *type))
{
	ENTER(Type_match_size);
	static const struct { int class, size; MPI_Datatype type; } sized[] = {
		{ MPI_TYPECLASS_REAL, 4, MPI_FLOAT }, { MPI_TYPECLASS_REAL, 8, MPI_DOUBLE }, { MPI_TYPECLASS_REAL, 16, MPI_LONG_DOUBLE },
		{ MPI_TYPECLASS_INTEGER, 1, MPI_INT8_T }, { MPI_TYPECLASS_INTEGER, 2, MPI_INT16_T }, { MPI_TYPECLASS_INTEGER, 4, MPI_INT32_T },
		{ MPI_TYPECLASS_INTEGER, 8, MPI_INT64_T }, { MPI_TYPECLASS_COMPLEX, 8, MPI_C_FLOAT_COMPLEX },
		{ MPI_TYPECLASS_COMPLEX, 16, MPI_C_DOUBLE_COMPLEX }, { MPI_TYPECLASS_COMPLEX, 32, MPI_C_LONG_DOUBLE_COMPLEX },
	};
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT(0, class >= MPI_TYPECLASS_REAL && class <= MPI_TYPECLASS_COMPLEX, MPI_ERR_ARG, "expected an MPI_TYPECLASS_…, got %d", class);
	for (size_t i = 0; i < sizeof sized / sizeof *sized; i++) {
		if (sized[i].class != class || sized[i].size != size) continue;
		*type = sized[i].type;
		return MPI_SUCCESS;
	}
	return fail(0, MPI_ERR_ARG, "there is no type of %d bytes in this class", size);
}

/* Types that MPI_Type_create_f90_… gave: the same one for the same arguments, for ever, for all ranks of an isle. */
struct f90 { struct f90 *next; struct mpi_datatype type; };

static int give_f90(int combiner, int precision, int range, datatype *equal, MPI_Datatype *type)
{
	static volatile int guard;
	static struct f90 *made;
	lock(&guard);
	struct f90 *f = made;
	while (f && (f->type.made->combiner != combiner || f->type.made->integer[0] != precision || (combiner != MPI_COMBINER_F90_INTEGER && f->type.made->integer[1] != range))) f = f->next;
	if (!f) {
		f = malloc(sizeof *f);
		struct constructor *how = constructor_new(combiner, combiner == MPI_COMBINER_F90_INTEGER ? 1 : 2, 0, 0);
		if (f && how) {
			how->integer[0] = precision;
			if (combiner != MPI_COMBINER_F90_INTEGER) how->integer[1] = range;
			*f = (struct f90){ made, *equal };
			f->type.made = how;
			f->type.name[0] = 0;
			made = f;
		} else {
			free(f);
			free(how);
			f = 0;
		}
	}
	unlock(&guard);
	EXPECT(0, f, MPI_ERR_NO_MEM, "for a datatype");
	*type = &f->type;
	return MPI_SUCCESS;
}

/* Decimal digits and exponents of floating-point types; the row that is enough, or -1. */
static int floating_row(int precision, int range)
{
	static const struct { int precision, range; } rows[] = { { 6, 37 }, { 15, 307 }, { 33, 4931 } };
	for (int i = 0; i < 3; i++) {
		if ((precision == MPI_UNDEFINED || precision <= rows[i].precision) && (range == MPI_UNDEFINED || range <= rows[i].range)) return i;
	}
	return -1;
}

static int floating(int combiner, int precision, int range, const MPI_Datatype types[3], MPI_Datatype *type)
{
	EXPECT_PLACE(0, type, "the datatype");
	EXPECT(0, precision != MPI_UNDEFINED || range != MPI_UNDEFINED, MPI_ERR_ARG, "expected a precision, a range or both, got neither");
	int row = floating_row(precision, range);
	EXPECT(0, row >= 0, MPI_ERR_ARG, "there is no type of %d digits and exponents to %d", precision, range);
	return give_f90(combiner, precision, range, types[row], type);
}

MPI_CALL(Type_create_f90_real, (int precision, int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_real);
	return floating(MPI_COMBINER_F90_REAL, precision, range, (MPI_Datatype[]){ MPI_FLOAT, MPI_DOUBLE, MPI_LONG_DOUBLE }, type);
}

MPI_CALL(Type_create_f90_complex, (int precision, int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_complex);
	return floating(MPI_COMBINER_F90_COMPLEX, precision, range, (MPI_Datatype[]){ MPI_C_FLOAT_COMPLEX, MPI_C_DOUBLE_COMPLEX, MPI_C_LONG_DOUBLE_COMPLEX }, type);
}

MPI_CALL(Type_create_f90_integer, (int range, MPI_Datatype *type))
{
	ENTER(Type_create_f90_integer);
	static const struct { int range; MPI_Datatype type; } rows[] = { { 2, MPI_INT8_T }, { 4, MPI_INT16_T }, { 9, MPI_INT32_T }, { 18, MPI_INT64_T } };
	EXPECT_PLACE(0, type, "the datatype");
	for (int i = 0; i < 4; i++) if (range <= rows[i].range) return give_f90(MPI_COMBINER_F90_INTEGER, range, 0, rows[i].type, type);
	return fail(0, MPI_ERR_ARG, "there is no type of %d digits", range);
}

static int address(const void *location, MPI_Aint *result)
{
	EXPECT_PLACE(0, result, "the address");
	*result = (MPI_Aint)location;
	return MPI_SUCCESS;
}

MPI_CALL(Get_address, (const void *location, MPI_Aint *result))
{
	ENTER(Get_address);
	return address(location, result);
}

MPI_CALL(Address, (void *location, MPI_Aint *result))
{
	ENTER(Address);
	return address(location, result);
}

/* Addresses wrap. */
MPI_CALL_OF(MPI_Aint, Aint_add, (MPI_Aint base, MPI_Aint offset)) { return (MPI_Aint)((size_t)base + (size_t)offset); }
MPI_CALL_OF(MPI_Aint, Aint_diff, (MPI_Aint a, MPI_Aint b)) { return (MPI_Aint)((size_t)a - (size_t)b); }
