/* musl's answers ENOSYS, because Linux's does something else than POSIX says. Here it is the same for every thread. */
#include <sched.h>
#include "syscall.h"

int sched_setscheduler(pid_t pid, int policy, const struct sched_param *param)
{
	return syscall(SYS_sched_setscheduler, pid, policy, param);
}
