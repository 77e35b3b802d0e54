/* Atomic updates as calls: clang compiles them in place, older compilers and hand-written code for LLVM's runtime call these. */
#include <stdint.h>
#include <string.h>
#include "team/team.h"

/* Lists of macros. */
// clang-format off

#define UPDATE(type, T, BITS, operation, value) \
void __kmpc_atomic_##type##_##operation(struct ident *source, int gtid, T *left, T right) \
{ \
	BITS before = __atomic_load_n((BITS *)left, __ATOMIC_RELAXED), after; \
	T x; \
	do { \
		memcpy(&x, &before, sizeof x); \
		x = value; \
		memcpy(&after, &x, sizeof x); \
	} while (!__atomic_compare_exchange_n((BITS *)left, &before, after, 0, __ATOMIC_SEQ_CST, __ATOMIC_RELAXED)); \
}

#define ARITHMETIC(type, T, BITS) \
	UPDATE(type, T, BITS, add, x + right) UPDATE(type, T, BITS, sub, x - right) UPDATE(type, T, BITS, mul, x * right) \
	UPDATE(type, T, BITS, div, x / right) UPDATE(type, T, BITS, min, right < x ? right : x) UPDATE(type, T, BITS, max, right > x ? right : x)
#define BITWISE(type, T, BITS) \
	UPDATE(type, T, BITS, andb, x & right) UPDATE(type, T, BITS, orb, x | right) UPDATE(type, T, BITS, xor, x ^ right) \
	UPDATE(type, T, BITS, shl, x << right) UPDATE(type, T, BITS, shr, x >> right) \
	UPDATE(type, T, BITS, andl, x && right) UPDATE(type, T, BITS, orl, x || right)
#define UNSIGNED(type, T, BITS) UPDATE(type, T, BITS, div, x / right) UPDATE(type, T, BITS, shr, x >> right)

ARITHMETIC(fixed1, int8_t, uint8_t) BITWISE(fixed1, int8_t, uint8_t) UNSIGNED(fixed1u, uint8_t, uint8_t)
ARITHMETIC(fixed2, int16_t, uint16_t) BITWISE(fixed2, int16_t, uint16_t) UNSIGNED(fixed2u, uint16_t, uint16_t)
ARITHMETIC(fixed4, int32_t, uint32_t) BITWISE(fixed4, int32_t, uint32_t) UNSIGNED(fixed4u, uint32_t, uint32_t)
ARITHMETIC(fixed8, int64_t, uint64_t) BITWISE(fixed8, int64_t, uint64_t) UNSIGNED(fixed8u, uint64_t, uint64_t)
ARITHMETIC(float4, float, uint32_t)
ARITHMETIC(float8, double, uint64_t)
