/* musl's answers ENOSYS, because Linux's does something else than POSIX says. Here it is the same for every thread. */
#include <sched.h>
#include "syscall.h"

int sched_getscheduler(pid_t pid) { return syscall(SYS_sched_getscheduler, pid); }
