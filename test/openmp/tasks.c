// Tasks: recursion, taskgroups, loops, final and undeferred ones, more of them than queues hold, reductions.
// flags: -fopenmp
#include "check.h"
#include <omp.h>

static int fib(int n)
{
	int a, b;
	if (n < 2) return n;
#pragma omp task shared(a) untied
	a = fib(n - 1);
#pragma omp task shared(b) final(n < 8) mergeable
	b = fib(n - 2);
#pragma omp taskwait
	return a + b;
}

int main(void)
{
	int result = 0, count = 0, deep = 0;
#pragma omp parallel num_threads(4)
#pragma omp single
	result = fib(18);
	SHOW(result);
#pragma omp parallel num_threads(3)
	{
		for (int i = 0; i < 2000; i++) {
#pragma omp task
#pragma omp atomic
			count++;
		}
#pragma omp barrier
		if (count != 6000) printf("tasks left at the barrier\n");
	}
	SHOW(count);
#pragma omp parallel num_threads(2)
#pragma omp single
	{
#pragma omp taskgroup
		{
			for (int i = 0; i < 10; i++) {
#pragma omp task
				{
#pragma omp task
#pragma omp atomic
					deep++;
				}
			}
		}
		SHOW(deep);
		int now = 0;
#pragma omp task if (0) shared(now)
		now = 1;
		SHOW(now);
	}
	static int hit[1000];
	long sum = 0;
	int last = -1;
#pragma omp parallel num_threads(4)
#pragma omp single
	{
#pragma omp taskloop grainsize(7)
		for (int i = 0; i < 1000; i++) hit[i]++;
#pragma omp taskloop num_tasks(13) collapse(2) reduction(+ : sum)
		for (int i = 0; i < 30; i++) for (int j = 0; j < 20; j++) sum += i * j;
#pragma omp taskloop lastprivate(last)
		for (int i = 99; i >= 0; i -= 3) last = i;
	}
	int once = 0;
	for (int i = 0; i < 1000; i++) once += hit[i] == 1;
	SHOW(once);
	SHOW(sum);
	SHOW(last);
	int total = 0;
#pragma omp parallel num_threads(3) reduction(task, + : total)
	{
		total += 1;
		for (int i = 0; i < 5; i++) {
#pragma omp task in_reduction(+ : total)
			total += 10;
		}
	}
	SHOW(total);
	total = 0;
#pragma omp parallel num_threads(3)
#pragma omp single
#pragma omp taskgroup task_reduction(+ : total)
	for (int i = 1; i <= 20; i++) {
#pragma omp task in_reduction(+ : total)
		total += i;
	}
	SHOW(total);
	return 0;
}
