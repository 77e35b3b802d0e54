// Dependences between tasks: chains, readers, mutual exclusion, sets, depend objects, iterators, waiting for some.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

int main(void)
{
	int x = 0, wrong = 0, inside = 0, sum = 0, a[10] = { 0 };
#pragma omp parallel num_threads(4)
#pragma omp single
	{
		for (int r = 0; r < 50; r++) {
#pragma omp task depend(out : x)
			x = r;
			for (int k = 0; k < 3; k++) {
#pragma omp task depend(in : x)
				if (x != r) {
#pragma omp atomic
					wrong++;
				}
			}
#pragma omp task depend(inout : x)
			x = -1;
		}
#pragma omp taskwait
		for (int r = 0; r < 40; r++) {
#pragma omp task depend(mutexinoutset : sum)
			{
				if (inside++) wrong++;
				sum += r;
				inside--;
			}
		}
#pragma omp task depend(in : sum)
		if (sum != 780) wrong++;
#pragma omp taskwait
		for (int i = 0; i < 10; i++) {
#pragma omp task depend(out : a[i])
			a[i] = i + 1;
		}
#pragma omp task depend(iterator(i = 0 : 10), in : a[i])
		for (int i = 0; i < 10; i++) if (a[i] != i + 1) wrong++;
#pragma omp taskwait
		omp_depend_t object;
#pragma omp depobj(object) depend(inout : x)
#pragma omp task depend(depobj : object)
		x = 5;
#pragma omp task depend(in : x)
		if (x != 5) wrong++;
#pragma omp taskwait
#pragma omp depobj(object) destroy
		int y = 0;
#pragma omp task depend(out : y) shared(y)
		y = 9;
#pragma omp taskwait depend(in : y)
		if (y != 9) wrong++;
#pragma omp task if (0) depend(inout : y) shared(y)
		y++;
		if (y != 10) wrong++;
	}
	SHOW(sum);
	SHOW(wrong);
	return 0;
}
