// Where threads run and under which policy.
// covers: sched_setscheduler sched_getscheduler sched_getparam sched_setaffinity sched_getaffinity sched_yield sched_get_priority_max sched_get_priority_min sched_rr_get_interval_time64 getcpu membarrier
#include "check.h"
#include "raw.h"
#include <sched.h>
#include <time.h>

int main(void)
{
	SHOW(syscall(SYS_sched_getscheduler, 0));
	SHOW(syscall(SYS_sched_getscheduler, -1));
	SHOW(sched_get_priority_min(SCHED_OTHER));
	SHOW(sched_get_priority_max(SCHED_OTHER));
	SHOW(sched_get_priority_min(SCHED_FIFO));
	SHOW(sched_get_priority_max(SCHED_RR));
	SHOW(sched_get_priority_max(77));
	int priority = 7;
	SHOW(syscall(SYS_sched_getparam, 0, &priority));
	SHOW(priority);
	SHOW(syscall(SYS_sched_getparam, 0, NULL));
	priority = 0;
	SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &priority));
	priority = 5;
	SHOW(syscall(SYS_sched_setscheduler, 0, SCHED_OTHER, &priority));
	SHOW(syscall(SYS_sched_setscheduler, 0, 77, &priority));
	SHOW(sched_yield());

	cpu_set_t set, other;
	CPU_ZERO(&set);
	SHOW(sched_getaffinity(0, sizeof set, &set));
	YES(CPU_COUNT(&set) >= 1);
	int cpu = sched_getcpu();
	YES(cpu >= 0);
	YES(CPU_ISSET(cpu, &set));
	CPU_ZERO(&other);
	CPU_SET(cpu, &other);
	SHOW(sched_setaffinity(0, sizeof other, &other));
	SHOW(sched_getaffinity(0, sizeof set, &set));
	YES(CPU_EQUAL(&set, &other));
	YES(sched_getcpu() == cpu);
	CPU_ZERO(&other);
	SHOW(sched_setaffinity(0, sizeof other, &other));
	unsigned where = 12345, node = 12345;
	SHOW(syscall(SYS_getcpu, &where, &node, NULL));
	YES(where == (unsigned)cpu && node < 1024);
	SHOW(syscall(SYS_getcpu, NULL, NULL, NULL));

	YES(syscall(SYS_membarrier, 0, 0, 0) > 0);
	SHOW(syscall(SYS_membarrier, 0, 77, 0));
	return 0;
}
