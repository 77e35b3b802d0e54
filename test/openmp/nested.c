// Nested regions: more threads than CPUs at three levels, again and again, and the limit of a contention group.
// flags: -fopenmp
// run: -e OMP_THREAD_LIMIT=16
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

static int at_once, most;

static void three_levels(void)
{
	int sum = 0;
	for (int i = 0; i < 40; i++) {
#pragma omp parallel num_threads(2) reduction(+ : sum)
#pragma omp parallel num_threads(2) reduction(+ : sum)
#pragma omp parallel num_threads(2) reduction(+ : sum)
		sum++;
	}
	printf("three levels: %d\n", sum);
}

/* Members of the outer team change their threads between regions of different sizes. */
static void changing_sizes(void)
{
	int sum = 0;
	for (int i = 0; i < 30; i++) {
#pragma omp parallel num_threads(i % 3 + 2) reduction(+ : sum)
#pragma omp parallel num_threads(3 - i % 2) reduction(+ : sum)
		sum++;
	}
	printf("changing sizes: %d\n", sum);
}

static void limited(void)
{
#pragma omp parallel num_threads(5)
#pragma omp parallel num_threads(5)
#pragma omp parallel num_threads(2)
	{
		int now;
#pragma omp atomic capture
		now = ++at_once;
#pragma omp critical
		if (now > most) most = now;
		for (volatile int i = 0; i < 100000; i++);
#pragma omp atomic
		at_once--;
	}
	printf("at most the limit: %d\n", most <= 16);
}

int main(void)
{
	omp_set_dynamic(0);
	omp_set_max_active_levels(3);
	three_levels();
	changing_sizes();
	limited();
	return 0;
}
