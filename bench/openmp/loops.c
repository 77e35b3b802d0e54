/* Schedules of loops: what handing out the iterations costs. */
#include "overhead.h"

enum { EACH = 128 };   /* iterations a thread */

#define LOOP(name, ...) \
static void name(long times) \
{ \
	int n = EACH * threads; \
	_Pragma("omp parallel") \
	for (long i = 0; i < times; i++) { \
		_Pragma(#__VA_ARGS__) \
		for (int j = 0; j < n; j++) delay(); \
	} \
}

LOOP(static_, omp for schedule(static))
LOOP(static_1, omp for schedule(static, 1))
LOOP(dynamic_1, omp for schedule(dynamic, 1))
LOOP(dynamic_8, omp for schedule(dynamic, 8))
LOOP(guided_1, omp for schedule(guided, 1))
LOOP(guided_8, omp for schedule(guided, 8))

static void reference(long times)
{
	delays(times * EACH);
}

/*
 * Dynamic schedules: per chunk that a thread takes. What chunks a guided schedule has is the library's choice, so there it is the
 * whole loop, as for static ones.
 */
const struct construct loop_constructs[] = {
	{ "static", static_, reference }, { "static_1", static_1, reference },
	{ "dynamic_1", dynamic_1, reference, EACH }, { "dynamic_8", dynamic_8, reference, EACH / 8 },
	{ "guided_1", guided_1, reference }, { "guided_8", guided_8, reference },
	{ 0 },
};
