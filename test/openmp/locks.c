// Locks and nest locks.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

int main(void)
{
	omp_lock_t l;
	omp_nest_lock_t n;
	int count = 0, depth = 0, tested = 0;
	omp_init_lock(&l);
	omp_init_nest_lock(&n);
#pragma omp parallel num_threads(4)
	for (int i = 0; i < 500; i++) {
		omp_set_lock(&l);
		count++;
		omp_unset_lock(&l);
		omp_set_nest_lock(&n);
		omp_set_nest_lock(&n);
		if (omp_test_nest_lock(&n) != 3) depth = -1000000;
		depth++;
		for (int k = 0; k < 3; k++) omp_unset_nest_lock(&n);
		if (omp_test_lock(&l)) {
			tested++;
			omp_unset_lock(&l);
		}
	}
	SHOW(count);
	SHOW(depth);
	YES(tested > 0);
	SHOW(omp_test_lock(&l));
	SHOW(omp_test_lock(&l));
	omp_unset_lock(&l);
	omp_destroy_lock(&l);
	omp_destroy_nest_lock(&n);
	return 0;
}
