#include "clock.h"
#include "core.h"
#include "proxy.h"
#include "signals.h"

/* Linux's clocks 0 to 11 less the ones of the processor's time (2, 3) and the unused 10. */
static int kind(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE: case CLOCK_TAI: case CLOCK_REALTIME_ALARM: return CLOCK_REALTIME;
	case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_RAW: case CLOCK_MONOTONIC_COARSE: case CLOCK_BOOTTIME: case CLOCK_BOOTTIME_ALARM:
		return CLOCK_MONOTONIC;
	}
	return -1;
}

/* Clocks of processor time: this process, this thread, or -(tid+1)*8+6 as pthread_getcpuclockid makes them. */
static int cpu_clock(int clock, int *tid)
{
	if (clock == CLOCK_PROCESS_CPUTIME_ID) *tid = 0;
	else if (clock == CLOCK_THREAD_CPUTIME_ID) *tid = core_number() + 1;
	else if (clock < 0 && (clock & 7) == 6) {
		int core = thread_core(~(clock >> 3));
		if (core < 0) return 0;
		*tid = core + 1;
	} else return clock < 0 && (clock & 7) == 2 ? *tid = 0, 1 : 0;
	return 1;
}

/*
 * As ns_timespec, mostly without its division, the dearest part of a reading: the second is mostly the one of the last reading.
 * Whatever core wrote it last, and of whichever clock, it is checked.
 */
static void now_timespec(int64_t ns, struct timespec *t)
{
	static int64_t second;
	int64_t s = __atomic_load_n(&second, __ATOMIC_RELAXED), rest = ns - s * 1000000000;
	if (unlikely((uint64_t)rest >= 1000000000)) {
		s = ns / 1000000000;
		rest = ns % 1000000000;
		__atomic_store_n(&second, s, __ATOMIC_RELAXED);
	}
	t->tv_sec = s;
	t->tv_nsec = rest;
}

SYSCALL(clock_gettime64)
{
	int clock = kind(a), who;
	if (range_bad((void *)b, sizeof(struct timespec))) return -EFAULT;
	if (likely(clock >= 0)) {
		now_timespec(clock_ns(clock), (struct timespec *)b);
		return 0;
	}
	return cpu_clock(a, &who) ? proxy_call(__NR_cputime, who, b, 0, 0, 0, 0) : -EINVAL;
}

SYSCALL(clock_settime64)
{
	return kind(a) == CLOCK_REALTIME ? -EPERM : -EINVAL;
}

SYSCALL(clock_getres_time64)
{
	int who;
	if (kind(a) < 0 && !cpu_clock(a, &who)) return -EINVAL;
	if (!b) return 0;
	if (range_bad((void *)b, sizeof(struct timespec))) return -EFAULT;
	*(struct timespec *)b = (struct timespec){ .tv_nsec = 1 };
	return 0;
}

SYSCALL(clock_nanosleep_time64)
{
	static volatile int never;
	const struct timespec *time = (const struct timespec *)c;
	int clock = kind(a);
	if (clock < 0) return a == CLOCK_PROCESS_CPUTIME_ID ? -EOPNOTSUPP : -EINVAL;
	if (range_bad(time, sizeof *time) || (d && range_bad((void *)d, sizeof *time))) return -EFAULT;
	if (time->tv_sec < 0 || (unsigned long)time->tv_nsec >= 1000000000) return -EINVAL;
	int64_t deadline = timespec_ns(time) + (b & TIMER_ABSTIME ? 0 : clock_ns(clock));
	for (;;) {
		int64_t left = deadline - clock_ns(clock);
		if (left <= 0) return 0;
		if (core_wait(&never, 0, left) != -EINTR) continue;
		/* A sleep is never restarted after a handler. */
		if (!signals_take() && !cancel_due()) continue;
		left = deadline - clock_ns(clock);
		if (d && !(b & TIMER_ABSTIME)) ns_timespec(left > 0 ? left : 0, (struct timespec *)d);
		return -EINTR;
	}
}
