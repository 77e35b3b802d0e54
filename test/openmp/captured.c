// native: no
// flags: -fopenmp
// A region that captures far more variables than any call that a person would write.
#include "check.h"
#include <omp.h>

#define TEN(m, p) m(p##0) m(p##1) m(p##2) m(p##3) m(p##4) m(p##5) m(p##6) m(p##7) m(p##8) m(p##9)
#define HUNDRED(m) TEN(m, v0) TEN(m, v1) TEN(m, v2) TEN(m, v3) TEN(m, v4) TEN(m, v5) TEN(m, v6) TEN(m, v7) TEN(m, v8) TEN(m, v9)
#define DECLARE(v) int v = 1;
#define ADD(v) +v
#define TOUCH(v) v += 0;

int main(void)
{
	HUNDRED(DECLARE)
	int sum = 0;
#pragma omp parallel num_threads(3)
	{
#pragma omp critical
		{
			HUNDRED(TOUCH)
			sum += 0 HUNDRED(ADD);
		}
	}
	SHOW(sum);
	return 0;
}
