/* A thread has its core to itself, so scheduling has nothing to decide: there is one policy, SCHED_OTHER. */
#include "clock.h"
#include "core.h"

static long known(long tid)
{
	return tid < 0 ? -EINVAL : tid == 0 || tid == *word(BOOT_PID) || thread_core(tid) >= 0 ? 0 : -ESRCH;
}

SYSCALL_QUICK(sched_yield) { return 0; }
SYSCALL(sched_getscheduler) { return known(a); }

SYSCALL(sched_setscheduler)
{
	long r = known(a);
	if (r) return r;
	if (range_bad((void *)c, 4)) return -EFAULT;
	if (b != 0) return b == 1 || b == 2 ? -EPERM : -EINVAL;
	return *(int *)c ? -EINVAL : 0;
}

SYSCALL(sched_getparam)
{
	long r = known(a);
	if (r) return r;
	if (!b) return -EINVAL;
	if (range_bad((void *)b, 4)) return -EFAULT;
	*(int *)b = 0;
	return 0;
}

static long priority(long policy, int fifo)
{
	return policy == 1 || policy == 2 ? fifo : policy == 0 || policy == 3 || policy == 5 ? 0 : -EINVAL;
}

SYSCALL(sched_get_priority_max) { return priority(a, 99); }
SYSCALL(sched_get_priority_min) { return priority(a, 1); }

SYSCALL(sched_rr_get_interval_time64)
{
	long r = known(a);
	if (r) return r;
	if (range_bad((void *)b, sizeof(struct timespec))) return -EFAULT;
	ns_timespec(0, (struct timespec *)b);
	return 0;
}

SYSCALL(getcpu)
{
	int cpu = *slot_word(core_number(), SLOT_CPU);
	if ((a && range_bad((void *)a, 4)) || (b && range_bad((void *)b, 4))) return -EFAULT;
	if (a) *(int *)a = cpu < 0 ? 0 : cpu;
	if (b) *(int *)b = 0;
	return 0;
}
