/* The cheapest reading of CLOCK_MONOTONIC, in nanoseconds. */
#ifndef NOISE_CLOCK_H
#define NOISE_CLOCK_H

#include <stdint.h>

#ifdef __wasm__
#include <hermit.h>
static inline int64_t now_ns(void) { return hermit_clock(); }
#else
#include <time.h>
static inline int64_t now_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000LL + t.tv_nsec;
}
#endif

#endif
