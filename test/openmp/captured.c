// native: no
// flags: -fopenmp
// Regions that capture more variables than any call that a person would write: with calls of the runtime's own and beyond.
#include "check.h"
#include <omp.h>

#define TEN(m, p) m(p##0) m(p##1) m(p##2) m(p##3) m(p##4) m(p##5) m(p##6) m(p##7) m(p##8) m(p##9)
#define HUNDRED(m, p) \
	TEN(m, p##0) TEN(m, p##1) TEN(m, p##2) TEN(m, p##3) TEN(m, p##4) TEN(m, p##5) TEN(m, p##6) TEN(m, p##7) TEN(m, p##8) TEN(m, p##9)
#define V15(m) TEN(m, a) m(b0) m(b1) m(b2) m(b3) m(b4)
#define V30(m) TEN(m, a) TEN(m, b) TEN(m, c)
#define V64(m) TEN(m, a) TEN(m, b) TEN(m, c) TEN(m, d) TEN(m, e) TEN(m, f) m(g0) m(g1) m(g2) m(g3)
#define V200(m) HUNDRED(m, a) HUNDRED(m, b)
#define V500(m) HUNDRED(m, a) HUNDRED(m, b) HUNDRED(m, c) HUNDRED(m, d) HUNDRED(m, e)
#define DECLARE(v) long v = n++;
#define ADD(v) + v
#define TOUCH(v) v += 0;

/* The sum of 0, 1, … as often as there are threads. */
#define CAPTURE(count) \
static long capture_##count(void) \
{ \
	long n = 0, sum = 0; \
	V##count(DECLARE) \
	_Pragma("omp parallel num_threads(3)") \
	{ \
		_Pragma("omp critical") \
		{ \
			V##count(TOUCH) \
			sum += 0 V##count(ADD); \
		} \
	} \
	return sum; \
}
CAPTURE(15)
CAPTURE(30)
CAPTURE(64)
CAPTURE(200)
CAPTURE(500)

int main(void)
{
	SHOW((int)capture_15());
	SHOW((int)capture_30());
	SHOW((int)capture_64());
	SHOW((int)capture_200());
	SHOW((int)capture_500());
	return 0;
}
