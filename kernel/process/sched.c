/* A thread has its core to itself, so scheduling has nothing to decide: there is one policy, SCHED_OTHER. */
#include "clock.h"
#include "core.h"

static long known(long tid)
{
	return tid < 0                                                    ? -EINVAL
		: tid == 0 || tid == *word(BOOT_PID) || thread_core(tid) >= 0 ? 0
																	  : -ESRCH;
}

SYSCALL_QUICK(sched_yield) { return 0; }
SYSCALL(sched_getscheduler) { return known(pid); }

SYSCALL(sched_setscheduler)
{
	long r = known(pid);
	if (r) return r;
	if (FAULTS_sched_setscheduler) return -EFAULT;
	if (policy != 0) return policy == 1 || policy == 2 ? -EPERM : -EINVAL;
	return *param ? -EINVAL : 0;
}

SYSCALL(sched_getparam)
{
	long r = known(pid);
	if (r) return r;
	if (!param) return -EINVAL;
	if (FAULTS_sched_getparam) return -EFAULT;
	*param = 0;
	return 0;
}

static long priority(long policy, int fifo)
{
	return policy == 1 || policy == 2               ? fifo
		: policy == 0 || policy == 3 || policy == 5 ? 0
													: -EINVAL;
}

SYSCALL(sched_get_priority_max) { return priority(policy, 99); }
SYSCALL(sched_get_priority_min) { return priority(policy, 1); }

SYSCALL(sched_rr_get_interval_time64)
{
	long r = known(tid);
	if (r) return r;
	if (FAULTS_sched_rr_get_interval_time64) return -EFAULT;
	ns_timespec(0, time);
	return 0;
}

SYSCALL(getcpu)
{
	int bound = *slot_word(core_number(), SLOT_CPU);
	if (cpu) *cpu = bound < 0 ? 0 : bound;
	if (node) *node = 0;
	return 0;
}
