// Detached tasks complete when their event is fulfilled.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

int main(void)
{
	int done = 0, after = -1;
#pragma omp parallel num_threads(2)
#pragma omp single
	{
		omp_event_handle_t e, f;
#pragma omp task detach(e) depend(out : done) shared(done)
		done = 1;
#pragma omp task depend(in : done) shared(after)
		after = done;
#pragma omp task shared(done)
		{
			done = 2;
			omp_fulfill_event(e);
		}
#pragma omp taskwait
#pragma omp task detach(f)
		omp_fulfill_event(f);
	}
	SHOW(after > 0);
	return 0;
}
