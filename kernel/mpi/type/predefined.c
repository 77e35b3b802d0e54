/* The predefined datatypes, and their names. */
#include <complex.h>
#include <stdbool.h>
#include <wchar.h>
#include "run.h"

#define PREDEFINED TYPE_PREDEFINED | TYPE_COMMITTED
#define TYPE(variable, text, c_type, kind) \
	struct mpi_datatype variable = { \
		.object = { OBJECT_TYPE, 1 }, \
		.flags = PREDEFINED | TYPE_DENSE, \
		.basic = kind, \
		.size = sizeof(c_type), \
		.extent = sizeof(c_type), \
		.true_extent = sizeof(c_type), \
		.elements = 1, \
		.alignment = _Alignof(c_type), \
		.run_count = 1, \
		.name = text, \
		.runs = (struct run[]){ { .count = 1, .length = sizeof(c_type) } }, \
	}

TYPE(__mpi_char, "MPI_CHAR", char, BASIC_CHAR);
TYPE(__mpi_signed_char, "MPI_SIGNED_CHAR", signed char, BASIC_I8);
TYPE(__mpi_unsigned_char, "MPI_UNSIGNED_CHAR", unsigned char, BASIC_U8);
TYPE(__mpi_byte, "MPI_BYTE", char, BASIC_BYTE);
TYPE(__mpi_packed, "MPI_PACKED", char, BASIC_PACKED);
TYPE(__mpi_wchar, "MPI_WCHAR", wchar_t, BASIC_WCHAR);
TYPE(__mpi_short, "MPI_SHORT", short, BASIC_I16);
TYPE(__mpi_unsigned_short, "MPI_UNSIGNED_SHORT", unsigned short, BASIC_U16);
TYPE(__mpi_int, "MPI_INT", int, BASIC_I32);
TYPE(__mpi_unsigned, "MPI_UNSIGNED", unsigned, BASIC_U32);
TYPE(__mpi_long, "MPI_LONG", long, BASIC_I32);
TYPE(__mpi_unsigned_long, "MPI_UNSIGNED_LONG", unsigned long, BASIC_U32);
TYPE(__mpi_long_long, "MPI_LONG_LONG", long long, BASIC_I64);
TYPE(__mpi_unsigned_long_long, "MPI_UNSIGNED_LONG_LONG", unsigned long long, BASIC_U64);
TYPE(__mpi_float, "MPI_FLOAT", float, BASIC_F32);
TYPE(__mpi_double, "MPI_DOUBLE", double, BASIC_F64);
TYPE(__mpi_long_double, "MPI_LONG_DOUBLE", long double, BASIC_F128);
TYPE(__mpi_int8, "MPI_INT8_T", int8_t, BASIC_I8);
TYPE(__mpi_int16, "MPI_INT16_T", int16_t, BASIC_I16);
TYPE(__mpi_int32, "MPI_INT32_T", int32_t, BASIC_I32);
TYPE(__mpi_int64, "MPI_INT64_T", int64_t, BASIC_I64);
TYPE(__mpi_uint8, "MPI_UINT8_T", uint8_t, BASIC_U8);
TYPE(__mpi_uint16, "MPI_UINT16_T", uint16_t, BASIC_U16);
TYPE(__mpi_uint32, "MPI_UINT32_T", uint32_t, BASIC_U32);
TYPE(__mpi_uint64, "MPI_UINT64_T", uint64_t, BASIC_U64);
TYPE(__mpi_c_bool, "MPI_C_BOOL", bool, BASIC_BOOL);
TYPE(__mpi_c_float_complex, "MPI_C_FLOAT_COMPLEX", float complex, BASIC_C32);
TYPE(__mpi_c_double_complex, "MPI_C_DOUBLE_COMPLEX", double complex, BASIC_C64);
TYPE(__mpi_c_long_double_complex, "MPI_C_LONG_DOUBLE_COMPLEX", long double complex, BASIC_C128);
TYPE(__mpi_aint, "MPI_AINT", MPI_Aint, BASIC_I32);
TYPE(__mpi_offset, "MPI_OFFSET", MPI_Offset, BASIC_I64);
TYPE(__mpi_count, "MPI_COUNT", MPI_Count, BASIC_I64);

/* A value and an int, for MPI_MINLOC and MPI_MAXLOC: laid out as a C structure, its padding no part of the data. */
#define PAIR(variable, text, c_type, kind) \
	struct variable { \
		c_type value; \
		int index; \
	}; \
	enum { \
		variable##_AT = offsetof(struct variable, index), \
		variable##_WHOLE = variable##_AT == sizeof(c_type), \
		variable##_SIZE = sizeof(c_type) + sizeof(int) \
	}; \
	struct mpi_datatype variable = { \
		.object = { OBJECT_TYPE, 1 }, \
		.flags = PREDEFINED | (variable##_SIZE == sizeof(struct variable) ? TYPE_DENSE : 0), \
		.basic = kind, \
		.size = variable##_SIZE, \
		.extent = sizeof(struct variable), \
		.true_extent = variable##_AT + sizeof(int), \
		.elements = 2, \
		.alignment = _Alignof(struct variable), \
		.run_count = variable##_WHOLE ? 1 : 2, \
		.name = text, \
		.runs = \
			(struct run[]){ \
				{ .count = 1, .length = variable##_WHOLE ? variable##_SIZE : sizeof(c_type) }, \
				{ .count = 1, \
					.length = sizeof(int), \
					.at = variable##_AT, \
					.packed = sizeof(c_type) }, \
			}, \
	}

PAIR(__mpi_float_int, "MPI_FLOAT_INT", float, BASIC_FLOAT_INT);
PAIR(__mpi_double_int, "MPI_DOUBLE_INT", double, BASIC_DOUBLE_INT);
PAIR(__mpi_long_int, "MPI_LONG_INT", long, BASIC_LONG_INT);
PAIR(__mpi_2int, "MPI_2INT", int, BASIC_2INT);
PAIR(__mpi_short_int, "MPI_SHORT_INT", short, BASIC_SHORT_INT);
PAIR(__mpi_long_double_int, "MPI_LONG_DOUBLE_INT", long double, BASIC_LONG_DOUBLE_INT);

/* Marks of bounds, without data. */
#define MARK(variable, text, bound) \
	struct mpi_datatype variable = { .object = { OBJECT_TYPE, 1 }, \
		.flags = PREDEFINED | bound, \
		.basic = BASIC_NONE, \
		.alignment = 1, \
		.name = text }

MARK(__mpi_lb, "MPI_LB", TYPE_LB_SET);
MARK(__mpi_ub, "MPI_UB", TYPE_UB_SET);
