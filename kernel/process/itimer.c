/* ITIMER_REAL, which alarm uses too: the Linux side keeps the time and sends SIGALRM. */
#include <sys/time.h>
#include "clock.h"
#include "core.h"
#include "proxy.h"

static int64_t deadline, interval;   /* nanoseconds; 0: not armed */
static volatile int timer_lock;

struct value { int32_t interval_sec, interval_usec, sec, usec; };

static void remaining(struct value *v)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC), left = deadline ? deadline - now : 0;
	if (left < 0) left = interval ? interval - (now - deadline) % interval : 0;
	left = (left + 999) / 1000;
	*v = (struct value){ interval / 1000000000, interval / 1000 % 1000000, left / 1000000, left % 1000000 };
}

SYSCALL(getitimer)
{
	if (a != ITIMER_REAL) return -EINVAL;
	if (range_bad((void *)b, sizeof(struct value))) return -EFAULT;
	lock(&timer_lock);
	remaining((struct value *)b);
	unlock(&timer_lock);
	return 0;
}

SYSCALL(setitimer)
{
	const struct value *new = (const struct value *)b;
	struct value old;
	if (a != ITIMER_REAL) return -EINVAL;
	if ((b && range_bad(new, sizeof *new)) || (c && range_bad((void *)c, sizeof old))) return -EFAULT;
	struct value v = b ? *new : (struct value){ 0 };
	if (v.sec < 0 || v.interval_sec < 0 || (uint32_t)v.usec > 999999 || (uint32_t)v.interval_usec > 999999) return -EINVAL;
	lock(&timer_lock);
	remaining(&old);
	interval = v.interval_sec * 1000000000ll + v.interval_usec * 1000ll;
	int64_t first = v.sec * 1000000000ll + v.usec * 1000ll;
	deadline = first ? clock_ns(CLOCK_MONOTONIC) + first : 0;
	unlock(&timer_lock);
	proxy_request(__NR_set_timer, a, v.sec, v.usec, v.interval_sec, v.interval_usec, 0);
	if (c) *(struct value *)c = old;
	return 0;
}
