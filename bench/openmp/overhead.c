#include "overhead.h"
#include "../support/clock.h"
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WARM_UP_NS 50e6   /* code gets its final form, threads of the team exist */
#define LEAD_IN 8         /* this part of a sample is executed before its time is taken */
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

static const struct construct *find(const char *name)
{
	static const struct construct *const groups[] = { sync_constructs, loop_constructs, task_constructs, array_constructs };
	for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++)
		for (const struct construct *c = groups[i]; c->name; c++) if (!strcmp(c->name, name)) return c;
	return 0;
}

/* How often a construct is executed in a sample; the first time it is asked for, its code gets its final form meanwhile. */
static long times_of(const struct construct *c)
{
	static struct { const struct construct *of; long times; } last;
	if (last.of == c) return last.times;
	long times = 1;
	double start = now_ns(), t = time_of(c->run, times);
	while (t < sample_ns || now_ns() - start < WARM_UP_NS) {
		if (t < sample_ns) times *= 2;
		t = time_of(c->run, times);
	}
	last.of = c;
	return last.times = times;
}

static double sample(const struct construct *c)
{
	long times = times_of(c);
	double executions = c->executions ? c->executions : 1;
	/* The process has been stopped: its threads and lines come back to their CPUs first. */
	c->run(times / LEAD_IN + 1);
	double reference = c->reference ? time_of(c->reference, times) : 0;
	c->run(times / LEAD_IN + 1);
	return (time_of(c->run, times) - reference) / times / executions;
}

int main(int argc, char **argv)
{
	if (argc != 2 || (sample_ns = atof(argv[1]) * 1e6) <= 0) {
		fprintf(stderr, "usage: overhead MILLISECONDS_PER_SAMPLE < names of constructs, a line each\n");
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
	puts("ready");
	fflush(stdout);
	char name[64];
	while (fgets(name, sizeof name, stdin)) {
		name[strcspn(name, "\n")] = 0;
		const struct construct *c = find(name);
		if (!c) {
			fprintf(stderr, "expected the name of a construct, got \"%s\"\n", name);
			return 2;
		}
		printf("%.2f\n", sample(c));
		fflush(stdout);
	}
	return 0;
}
