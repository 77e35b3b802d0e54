/* Fixed work quanta: how long the same piece of work takes, many times. */
#include "noise.h"

#define UNITS 600 /* about 50 microseconds */
#define SAMPLES 16384

static double times[SAMPLES], facts[1];
static int index, wanted;
static volatile uint64_t sink;

static int64_t piece(void)
{
	uint64_t x = sink;
	int64_t before = now_ns();
	for (int i = 0; i < UNITS; i++) x = unit(x);
	int64_t after = now_ns();
	sink = x;
	return after - before;
}

static int turn(int64_t until);

static void begin(int64_t ns)
{
	touch(times, SAMPLES);
	int64_t least = INT64_MAX, until = now_ns() + warm_up;
	do {
		int64_t t = piece();
		if (t < least) least = t;
	} while (now_ns() < until);
	index = 0;
	wanted = warm_up / 3 / least;
	turn(now_ns() + warm_up);
	index = 0;
	wanted = ns / least < SAMPLES ? ns / least : SAMPLES;
}

static int turn(int64_t until)
{
	while (index < wanted) {
		times[index++] = piece();
		if (now_ns() > until) break;
	}
	return index >= wanted;
}

static void finish(void)
{
	fwq.series[0].count = index;
	facts[0] = UNITS;
}

struct measure fwq = { begin, turn, finish, { { "fwq.times", 0, times }, { "fwq.facts", 1, facts } } };
