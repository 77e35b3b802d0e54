/* Parallel regions and synchronisation. */
#include "overhead.h"
#include <omp.h>

static omp_lock_t mutex;
static double total;

static void parallel(long times)
{
	for (long i = 0; i < times; i++) {
#pragma omp parallel
		delay();
	}
}

static void parallel_for(long times)
{
	for (long i = 0; i < times; i++) {
#pragma omp parallel for
		for (int j = 0; j < threads; j++) delay();
	}
}

static void work_for(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
#pragma omp for
		for (int j = 0; j < threads; j++) delay();
	}
}

static void barrier(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
		delay();
#pragma omp barrier
	}
}

static void single(long times)
{
#pragma omp parallel
	for (long i = 0; i < times; i++) {
#pragma omp single
		delay();
	}
}

static void reduction(long times)
{
	double sum = 0;
	for (long i = 0; i < times; i++) {
#pragma omp parallel reduction(+ : sum)
		{
			delay();
			sum += 1;
		}
	}
	total = sum;
}

/* Delays that exclude each other: all threads together do `times` of them. */
static void critical(long times)
{
#pragma omp parallel
	for (long i = 0; i < times / threads + 1; i++) {
#pragma omp critical
		delay();
	}
}

static void lock(long times)
{
	omp_init_lock(&mutex);
#pragma omp parallel
	for (long i = 0; i < times / threads + 1; i++) {
		omp_set_lock(&mutex);
		delay();
		omp_unset_lock(&mutex);
	}
	omp_destroy_lock(&mutex);
}

static void ordered(long times)
{
#pragma omp parallel for ordered schedule(static, 1)
	for (long i = 0; i < times; i++) {
#pragma omp ordered
		delay();
	}
}

static void atomic(long times)
{
	double sum = 0;
#pragma omp parallel
	for (long i = 0; i < times / threads + 1; i++) {
#pragma omp atomic
		sum += 1;
	}
	total = sum;
}

const struct construct sync_constructs[] = {
	{ "parallel", parallel, delays }, { "parallel_for", parallel_for, delays }, { "barrier", barrier, delays },
	{ "for", work_for, delays }, { "single", single, delays }, { "reduction", reduction, delays },
	{ "critical", critical, delays }, { "lock", lock, delays }, { "atomic", atomic }, { "ordered", ordered, delays },
	{ 0 },
};
