/*
 * Fixed time quanta: units of work done in each interval of a grid of time. A detour longer than an interval leaves intervals
 * without work, so the samples stay where they belong in time. M. Sottile, R. Minnich: Analysis of microbenchmarks for performance
 * tuning of clusters, 2004.
 */
#include "noise.h"

#define QUANTUM 500000 /* ns */
#define QUANTA 8192

static double work[QUANTA], facts[2];
static int64_t start;
static int index, wanted;
static volatile uint64_t sink;

/* From `index` on: one interval. */
static void quantum(int64_t until)
{
	uint64_t x = sink;
	int64_t done = 0;
	for (; now_ns() < until; done++) x = unit(x);
	sink = x;
	work[index++] = done;
}

static int turn(int64_t until);

static void begin(int64_t ns)
{
	touch(work, QUANTA);
	index = 0;
	wanted = warm_up / QUANTUM;
	start = now_ns();
	turn(start + warm_up);
	index = 0;
	wanted = ns / QUANTUM < QUANTA ? ns / QUANTUM : QUANTA;
	start = now_ns();
}

static int turn(int64_t until)
{
	while (index < wanted) {
		int64_t next = start + (int64_t)(index + 1) * QUANTUM;
		quantum(next);
		if (next > until) break;
	}
	return index >= wanted;
}

static void finish(void)
{
	ftq.series[0].count = index;
	facts[0] = QUANTUM;
	facts[1] = start;
}

struct measure ftq = { begin, turn, finish, { { "ftq.work", 0, work }, { "ftq.facts", 2, facts } } };
