/* What the measures of noise have in common. */
#ifndef NOISE_H
#define NOISE_H

#include "clock.h"

/* A list of figures that a measure has gathered. */
struct series {
	const char *name;
	int count;
	const double *values;
};

#define SERIES_MAX 3

/*
 * A measure keeps its state in static memory and calls no libc, so that a plain WebAssembly instance without a kernel can run it
 * too. Whoever has other things to do beside it asks for turns; the time between two turns is noise like any other.
 */
struct measure {
	/* Touches all memory that the turns will use, takes some turns to warm up, and gives them `ns` from now on. */
	void (*begin)(int64_t ns);
	/* Goes on until the clock is past `until` or the measure is over, which is the result. */
	int (*turn)(int64_t until);
	/* After the last turn. */
	void (*end)(void);
	struct series series[SERIES_MAX];
};

extern struct measure hourglass, ftq, fwq, detour;

extern int64_t warm_up; /* ns before a measure */
#define LONGER 9 /* a gap of more than this many times the shortest one is noise */

/* A unit of work that neither compiler can shorten: a chain of 64 dependent steps (Knuth's MMIX generator), about 80 ns. */
static inline uint64_t unit(uint64_t x)
{
#pragma GCC unroll 1
	for (int i = 0; i < 64; i++) {
		x = x * 6364136223846793005ULL + 1442695040888963407ULL;
#ifndef __wasm__
		__asm__ volatile("" : "+r"(x));
#endif
	}
	return x;
}

/*
 * Reads the clock for a while: the shortest step between two readings, of at least ENOUGH once V8 has optimised it, however often
 * others have the CPU meanwhile.
 */
#define ENOUGH 10000
static inline int64_t shortest_step(void)
{
	int64_t before = now_ns(), settled = before + warm_up / 2, until = before + warm_up, shortest = INT64_MAX;
	for (int seen = 0; seen < ENOUGH || before < until;) {
		int64_t now = now_ns();
		if (now > settled) {
			if (now - before < shortest) shortest = now - before;
			seen++;
		}
		before = now;
	}
	return shortest;
}

/* Memory that was written has its pages. */
static inline void touch(volatile double *values, int count)
{
	for (int i = 0; i < count; i++) values[i] = 0;
}

#endif
