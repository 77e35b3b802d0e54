#ifndef HERMIT_CLOCK_H
#define HERMIT_CLOCK_H
#include <stdint.h>
#include <time.h>
/* Nanoseconds of CLOCK_MONOTONIC or CLOCK_REALTIME. */
int64_t clock_ns(int clock);
static inline int64_t timespec_ns(const struct timespec *t)
{
	/* Times too far to count in 64 bits, with the present time added, are for ever. */
	return t->tv_sec > 4000000000 ? INT64_MAX / 2 : t->tv_sec * 1000000000 + t->tv_nsec;
}
static inline void ns_timespec(int64_t ns, struct timespec *t)
{
	t->tv_sec = ns / 1000000000;
	t->tv_nsec = ns % 1000000000;
}
#endif
