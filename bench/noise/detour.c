/*
 * Selfish detour: a loop that does nothing but read the clock keeps every reading that came later than LONGER times the loop's
 * shortest step after the one before. P. Beckman, K. Iskra, K. Yoshii, S. Coghlan: The influence of operating systems on the
 * performance of collective operations at extreme scale, 2006.
 */
#include "noise.h"

#define DETOURS 32768

static double detours[2 * DETOURS], facts[4];
static int64_t start, last, end, shortest, threshold;
static int kept, dropped;

static int turn(int64_t until);

static void begin(int64_t ns)
{
	touch(detours, 2 * DETOURS);
	shortest = shortest_step();
	threshold = LONGER * shortest;
	last = now_ns();
	end = last + warm_up / 3;
	turn(end);
	kept = dropped = 0;
	start = last = now_ns();
	end = start + ns;
}

static int turn(int64_t until)
{
	int64_t before = last, now, stop = until < end ? until : end;
	do {
		now = now_ns();
		if (now - before > threshold) {
			if (kept < DETOURS) {
				detours[2 * kept] = before - start;
				detours[2 * kept++ + 1] = now - before;
			} else dropped++;
			now = now_ns();
		}
		before = now;
	} while (now < stop);
	last = before;
	return now >= end;
}

static void finish(void)
{
	detour.series[0].count = 2 * kept;
	double f[] = { last - start, shortest, dropped, threshold };
	for (int i = 0; i < 4; i++) facts[i] = f[i];
}

struct measure detour = { begin, turn, finish, { { "detour.detours", 0, detours }, { "detour.facts", 4, facts } } };
