#include "clock.h"
#include "core.h"
#include "proxy.h"
#include "signals.h"

/* Linux's clocks 0 to 11 less the ones of the processor's time (2, 3) and the unused 10. */
static int kind(int clock)
{
	switch (clock) {
	case CLOCK_REALTIME:
	case CLOCK_REALTIME_COARSE:
	case CLOCK_TAI:
	case CLOCK_REALTIME_ALARM: return CLOCK_REALTIME;
	case CLOCK_MONOTONIC:
	case CLOCK_MONOTONIC_RAW:
	case CLOCK_MONOTONIC_COARSE:
	case CLOCK_BOOTTIME:
	case CLOCK_BOOTTIME_ALARM: return CLOCK_MONOTONIC;
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

/*
 * Asking Linux takes microseconds, and programs call clock() in loops. From one answer to the next, this far apart at most, the process is
 * taken to have run on one processor all the time.
 */
#define CPU_TIME_KEPT 100000 /* ns */

static long process_time(struct timespec *time)
{
	static int64_t known, asked, told;
	static volatile int kept_lock;
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	lock(&kept_lock);
	int fresh = asked && now - asked < CPU_TIME_KEPT;
	unlock(&kept_lock);
	if (!fresh) {
		long r = proxy_call(__NR_cputime, 0, (long)time, 0, 0, 0, 0);
		if (r < 0) return r;
		now = clock_ns(CLOCK_MONOTONIC);
	}
	lock(&kept_lock);
	if (!fresh) known = timespec_ns(time), asked = now;
	int64_t ns = known + (now > asked ? now - asked : 0);
	/* It never goes back. */
	told = ns > told ? ns : told;
	ns_timespec(told, time);
	unlock(&kept_lock);
	return 0;
}

SYSCALL(clock_gettime64)
{
	int known = kind(clock), who;
	if (likely(known >= 0)) {
		now_timespec(clock_ns(known), time);
		return 0;
	}
	if (!cpu_clock(clock, &who)) return -EINVAL;
	return who ? proxy_call(__NR_cputime, who, (long)time, 0, 0, 0, 0) : process_time(time);
}

SYSCALL(clock_settime64) { return kind(clock) == CLOCK_REALTIME ? -EPERM : -EINVAL; }

SYSCALL(clock_getres_time64)
{
	int who;
	if (kind(clock) < 0 && !cpu_clock(clock, &who)) return -EINVAL;
	if (FAULTS_clock_getres_time64) return -EFAULT;
	if (time) *time = (struct timespec){ .tv_nsec = 1 };
	return 0;
}

SYSCALL(clock_nanosleep_time64)
{
	static volatile int never;
	int known = kind(clock);
	if (known < 0) return clock == CLOCK_PROCESS_CPUTIME_ID ? -EOPNOTSUPP : -EINVAL;
	if (FAULTS_clock_nanosleep_time64) return -EFAULT;
	if (time->tv_sec < 0 || (unsigned long)time->tv_nsec >= 1000000000) return -EINVAL;
	int64_t deadline = timespec_ns(time) + (flags & TIMER_ABSTIME ? 0 : clock_ns(known));
	for (;;) {
		int64_t ns = deadline - clock_ns(known);
		if (ns <= 0) return 0;
		if (core_wait(&never, 0, ns) != -EINTR) continue;
		/* A sleep is never restarted after a handler. */
		if (!signals_take() && !cancel_due()) continue;
		ns = deadline - clock_ns(known);
		if (left && !(flags & TIMER_ABSTIME)) ns_timespec(ns > 0 ? ns : 0, left);
		return -EINTR;
	}
}
