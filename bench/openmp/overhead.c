#include "overhead.h"
#include "../support/clock.h"
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>

enum { SAMPLES = 9 };
#define WARM_UP_NS 10e6   /* code gets its final form, threads of the team exist */
#define DELAY_NS 100.0

int delay_length = 1000, threads;
_Thread_local double delay_sink;
static double sample_ns;

void delays(long times)
{
	for (long i = 0; i < times; i++) delay();
}

static double time_of(void (*run)(long), long times)
{
	double start = now_ns();
	run(times);
	return now_ns() - start;
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void calibrate_delay(void)
{
	enum { TIMES = 1000 };
	double best = 1e18;
	for (int i = 0; i < 20; i++) {
		double t = time_of(delays, TIMES) / TIMES;
		if (t < best) best = t;
	}
	delay_length = delay_length * DELAY_NS / best + 0.5;
}

void measure(const struct construct *c)
{
	for (; c->name; c++) {
		long times = 1;
		double start = now_ns(), t = time_of(c->run, times);
		while (t < sample_ns || now_ns() - start < WARM_UP_NS) {
			if (t < sample_ns) times *= 2;
			t = time_of(c->run, times);
		}
		double samples[SAMPLES], executions = c->executions ? c->executions : 1;
		for (int i = 0; i < SAMPLES; i++) {
			double reference = c->reference ? time_of(c->reference, times) : 0;
			samples[i] = (time_of(c->run, times) - reference) / times / executions;
		}
		qsort(samples, SAMPLES, sizeof *samples, ascending);
		printf("%s %.2f\n", c->name, samples[SAMPLES / 2]);
	}
}

int main(int argc, char **argv)
{
	if (argc != 2 || (sample_ns = atof(argv[1]) * 1e6) <= 0) {
		fprintf(stderr, "usage: overhead MILLISECONDS_PER_SAMPLE\n");
		return 2;
	}
	calibrate_delay();
#pragma omp parallel
#pragma omp single
	threads = omp_get_num_threads();
	if (threads != omp_get_max_threads()) {
		fprintf(stderr, "expected a team of %d, got %d\n", omp_get_max_threads(), threads);
		return 1;
	}
	measure(sync_constructs);
	measure(loop_constructs);
	measure(task_constructs);
	measure(array_constructs);
	return 0;
}
