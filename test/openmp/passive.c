// OMP_WAIT_POLICY=passive: threads sleep at once, in barriers, in taskwait and for dependences, and are woken.
// flags: -fopenmp
// run: -e OMP_WAIT_POLICY=passive
#include <omp.h>
#include <stdio.h>
#include <unistd.h>

static void tasks(void)
{
	int done = 0;
	for (int i = 0; i < 20; i++) {
#pragma omp parallel num_threads(4)
		{
#pragma omp task
			{
#pragma omp atomic
				done++;
			}
#pragma omp taskwait
#pragma omp barrier
		}
	}
	printf("tasks: %d\n", done);
}

static void taskwait_for_one(void)
{
	int slow = 0, stop = 0;
#pragma omp parallel num_threads(3)
#pragma omp single
	{
#pragma omp task shared(stop)
		{
			int seen = 0;
			while (!seen) {
#pragma omp atomic read
				seen = stop;
				usleep(100);
			}
		}
		usleep(20000);
#pragma omp task depend(out : slow) shared(slow)
		{
			usleep(30000);
			slow = 1;
		}
#pragma omp taskwait depend(in : slow)
		printf("waited for: %d\n", slow);
#pragma omp atomic write
		stop = 1;
	}
}

int main(void)
{
	tasks();
	taskwait_for_one();
	return 0;
}
