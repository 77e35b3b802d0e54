/* Hourglass: reads the clock for a while. Each gap between two readings is counted, long ones are kept with their time. */
#include "histogram.h"
#include "noise.h"

#define KEPT 4 /* times the shortest gap: what is longer is kept */
#define GAPS 65536

static double gaps[2 * GAPS], bins[BINS], facts[5];
static int64_t start, last, end, shortest, least, own;
static int kept, dropped;

static int turn(int64_t until);

static void begin(int64_t ns)
{
	touch(gaps, 2 * GAPS);
	shortest = shortest_step();
	least = KEPT * shortest;
	last = now_ns();
	end = last + warm_up / 3;
	turn(end);
	touch(bins, BINS);
	kept = dropped = 0;
	own = 0;
	start = last = now_ns();
	end = start + ns;
}

static int turn(int64_t until)
{
	int64_t before = last, now, stop = until < end ? until : end;
	do {
		now = now_ns();
		int64_t gap = now - before;
		bins[bin_of(gap)]++;
		before = now;
		if (gap < least) continue;
		if (kept < GAPS) {
			gaps[2 * kept] = now - gap - start;
			gaps[2 * kept++ + 1] = gap;
		} else dropped++;
		/* What keeping has cost is no gap. */
		before = now_ns();
		own += before - now;
	} while (now < stop);
	last = before;
	return now >= end;
}

static void finish(void)
{
	hourglass.series[0].count = 2 * kept;
	double f[] = { last - start - own, shortest, dropped, own, start };
	for (int i = 0; i < 5; i++) facts[i] = f[i];
}

struct measure hourglass = { begin, turn, finish,
	{ { "hourglass.gaps", 0, gaps }, { "hourglass.bins", BINS, bins }, { "hourglass.facts", 5, facts } } };
