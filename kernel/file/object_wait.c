#include "clock.h"
#include "core.h"
#include "pollers.h"
#include "signals.h"

long object_wait(
	volatile int *changed, volatile int *waiters, int seen, int64_t deadline, int restarts)
{
	int64_t ns = -1;
	if (net_spin(changed, seen)) return 0;
	if (deadline != NEVER && (ns = deadline - clock_ns(CLOCK_MONOTONIC)) <= 0) return -ETIMEDOUT;
	add(waiters, 1);
	long r = net_wait(changed, seen, ns);
	add(waiters, -1);
	if (r != -EINTR) return r;
	int ran = signals_take();
	return ran & (restarts ? NO_RESTART : HANDLER_RAN | NO_RESTART) || cancel_due() ? -EINTR : 0;
}
