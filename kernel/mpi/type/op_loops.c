/*
 * The loops of predefined operations. Compiled for vectors: see kernel/musl/port.json. The order of operands is MPI's: what comes
 * from lower ranks (in) stands left of what comes from higher ones (inout), which shows where values are equal or not numbers.
 */
#include <complex.h>
#include <stdbool.h>
#include "op_loops.h"

#define LOOP(op, name, type, expression) \
	static void op##_##name(const void *in, void *inout, int count) \
	{ \
		const type *restrict x = in; \
		type *restrict y = inout; \
		for (int i = 0; i < count; i++) { \
			type a = x[i], b = y[i]; \
			y[i] = expression; \
		} \
	}

#define ORDER(name, type) \
	LOOP(max, name, type, a > b ? a : b) \
	LOOP(min, name, type, a < b ? a : b)
#define ARITHMETIC(name, type) \
	LOOP(sum, name, type, a + b) \
	LOOP(prod, name, type, a *b)
#define LOGIC(name, type) \
	LOOP(land, name, type, a &&b) \
	LOOP(lor, name, type, a || b) \
	LOOP(lxor, name, type, !a != !b)
#define BITS(name, type) \
	LOOP(band, name, type, a &b) \
	LOOP(bor, name, type, a | b) \
	LOOP(bxor, name, type, a ^ b)

/* Sums, products and bits of signed integers are those of unsigned ones, which may overflow. */
#define INTEGERS(width) \
	ORDER(i##width, int##width##_t) \
	ORDER(u##width, uint##width##_t) \
	ARITHMETIC(u##width, uint##width##_t) \
	LOGIC(u##width, uint##width##_t) \
	BITS(u##width, uint##width##_t)
#define FLOATING(name, type) \
	ORDER(name, type) \
	ARITHMETIC(name, type) \
	LOGIC(name, type)

INTEGERS(8)
INTEGERS(16)
INTEGERS(32)
INTEGERS(64)
FLOATING(f32, float)
FLOATING(f64, double)
FLOATING(f128, long double)
ARITHMETIC(c32, float complex)
ARITHMETIC(c64, double complex)
ARITHMETIC(c128, long double complex)
LOGIC(truth, bool)

/* Of equal values the lower index counts. */
#define PAIR(name, type) \
	struct name { \
		type value; \
		int index; \
	}; \
	LOOP(minloc, name, struct name, \
		a.value < b.value || (a.value == b.value && a.index < b.index) ? a : b) \
	LOOP(maxloc, name, struct name, \
		a.value > b.value || (a.value == b.value && a.index < b.index) ? a : b)

PAIR(float_int, float)
PAIR(double_int, double)
PAIR(long_int, long)
PAIR(two_int, int)
PAIR(short_int, short)
PAIR(long_double_int, long double)

#define INTEGER_ENTRIES(op, signed_) \
	[BASIC_I8] = op##_##signed_##8, [BASIC_I16] = op##_##signed_##16, \
	[BASIC_I32] = op##_##signed_##32, [BASIC_I64] = op##_##signed_##64, \
	[BASIC_CHAR] = op##_##signed_##8, [BASIC_U8] = op##_u8, [BASIC_U16] = op##_u16, \
	[BASIC_U32] = op##_u32, [BASIC_U64] = op##_u64
#define FLOATING_ENTRIES(op) \
	[BASIC_F32] = op##_f32, [BASIC_F64] = op##_f64, [BASIC_F128] = op##_f128
#define COMPLEX_ENTRIES(op) [BASIC_C32] = op##_c32, [BASIC_C64] = op##_c64, [BASIC_C128] = op##_c128
#define PAIR_ENTRIES(op) \
	[BASIC_FLOAT_INT] = op##_float_int, [BASIC_DOUBLE_INT] = op##_double_int, \
	[BASIC_LONG_INT] = op##_long_int, [BASIC_2INT] = op##_two_int, \
	[BASIC_SHORT_INT] = op##_short_int, [BASIC_LONG_DOUBLE_INT] = op##_long_double_int

/*
 * MPI-3.1, 5.9.2. Beyond it, as in other libraries: MPI_CHAR counts as an integer, and floating-point numbers have a truth value.
 */
op_loop *const op_loops[LOOPS][BASICS] = {
	[LOOP_MAX] = { INTEGER_ENTRIES(max, i), FLOATING_ENTRIES(max) },
	[LOOP_MIN] = { INTEGER_ENTRIES(min, i), FLOATING_ENTRIES(min) },
	[LOOP_SUM] = { INTEGER_ENTRIES(sum, u), FLOATING_ENTRIES(sum), COMPLEX_ENTRIES(sum) },
	[LOOP_PROD] = { INTEGER_ENTRIES(prod, u), FLOATING_ENTRIES(prod), COMPLEX_ENTRIES(prod) },
	[LOOP_LAND] = { INTEGER_ENTRIES(land, u), FLOATING_ENTRIES(land), [BASIC_BOOL] = land_truth },
	[LOOP_LOR] = { INTEGER_ENTRIES(lor, u), FLOATING_ENTRIES(lor), [BASIC_BOOL] = lor_truth },
	[LOOP_LXOR] = { INTEGER_ENTRIES(lxor, u), FLOATING_ENTRIES(lxor), [BASIC_BOOL] = lxor_truth },
	[LOOP_BAND] = { INTEGER_ENTRIES(band, u), [BASIC_BYTE] = band_u8 },
	[LOOP_BOR] = { INTEGER_ENTRIES(bor, u), [BASIC_BYTE] = bor_u8 },
	[LOOP_BXOR] = { INTEGER_ENTRIES(bxor, u), [BASIC_BYTE] = bxor_u8 },
	[LOOP_MINLOC] = { PAIR_ENTRIES(minloc) },
	[LOOP_MAXLOC] = { PAIR_ENTRIES(maxloc) },
};
