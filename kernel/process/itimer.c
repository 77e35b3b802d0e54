/* ITIMER_REAL, which alarm uses too: the Linux side keeps the time and sends SIGALRM. */
#include <sys/time.h>
#include "clock.h"
#include "core.h"
#include "proxy.h"

static int64_t deadline, interval;   /* nanoseconds; 0: not armed */
static volatile int timer_lock;

struct itimerval32 {
	int32_t interval_sec, interval_usec, sec, usec;
};

static void remaining(struct itimerval32 *v)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC), left = deadline ? deadline - now : 0;
	if (left < 0) left = interval ? interval - (now - deadline) % interval : 0;
	left = (left + 999) / 1000;
	*v = (struct itimerval32){ interval / 1000000000, interval / 1000 % 1000000, left / 1000000,
		left % 1000000 };
}

SYSCALL(getitimer)
{
	if (which != ITIMER_REAL) return -EINVAL;
	if (FAULTS_getitimer) return -EFAULT;
	lock(&timer_lock);
	remaining(value);
	unlock(&timer_lock);
	return 0;
}

SYSCALL(setitimer)
{
	struct itimerval32 before;
	if (which != ITIMER_REAL) return -EINVAL;
	if (FAULTS_setitimer) return -EFAULT;
	struct itimerval32 v = value ? *value : (struct itimerval32){ 0 };
	if (v.sec < 0 || v.interval_sec < 0 || (uint32_t)v.usec > 999999 ||
		(uint32_t)v.interval_usec > 999999)
		return -EINVAL;
	lock(&timer_lock);
	remaining(&before);
	interval = v.interval_sec * 1000000000ll + v.interval_usec * 1000ll;
	int64_t first = v.sec * 1000000000ll + v.usec * 1000ll;
	deadline = first ? clock_ns(CLOCK_MONOTONIC) + first : 0;
	unlock(&timer_lock);
	proxy_request(__NR_set_timer, which, v.sec, v.usec, v.interval_sec, v.interval_usec, 0);
	if (old) *old = before;
	return 0;
}
