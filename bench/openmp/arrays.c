/* Data clauses with arrays of several sizes. */
#include "overhead.h"

static inline __attribute__((always_inline)) void use(double *a)
{
	delay();
	__asm__ volatile("" :: "r"(a) : "memory");
}

#define PRAGMA(text) _Pragma(#text)
#define ARRAYS(n) \
static double global_##n[n]; \
PRAGMA(omp threadprivate(global_##n)) \
static void private_##n(long times) \
{ \
	double a[n]; \
	a[0] = 0; \
	for (long i = 0; i < times; i++) { \
		_Pragma("omp parallel private(a)") \
		use(a); \
	} \
} \
static void firstprivate_##n(long times) \
{ \
	double a[n]; \
	for (int i = 0; i < n; i++) a[i] = i; \
	for (long i = 0; i < times; i++) { \
		_Pragma("omp parallel firstprivate(a)") \
		use(a); \
	} \
} \
static void copyin_##n(long times) \
{ \
	for (long i = 0; i < times; i++) { \
		PRAGMA(omp parallel copyin(global_##n)) \
		use(global_##n); \
	} \
} \
static void copyprivate_##n(long times) \
{ \
	_Pragma("omp parallel") \
	{ \
		double a[n]; \
		for (long i = 0; i < times; i++) { \
			_Pragma("omp single copyprivate(a)") \
			use(a); \
		} \
	} \
}

ARRAYS(1)
ARRAYS(729)

#define ROWS(n) \
	{ "private_" #n, private_##n, delays }, { "firstprivate_" #n, firstprivate_##n, delays }, \
	{ "copyin_" #n, copyin_##n, delays }, { "copyprivate_" #n, copyprivate_##n, delays }

const struct construct array_constructs[] = { ROWS(1), ROWS(729), { 0 } };
