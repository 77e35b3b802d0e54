#include <signal.h>
#include "core.h"
#include "signals.h"

#define NEVER_BLOCKED (1u << (SIGKILL - 1) | 1u << (SIGSTOP - 1))

SYSCALL(rt_sigprocmask)
{
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	if ((b && range_bad((void *)b, 8)) || (c && range_bad((void *)c, 8))) return -EFAULT;
	if (b) {
		uint32_t set = *(const uint32_t *)b;
		uint32_t mask = a == SIG_BLOCK ? before | set : a == SIG_UNBLOCK ? before & ~set : set;
		if ((unsigned long)a > SIG_SETMASK) return -EINVAL;
		t->mask = mask & ~NEVER_BLOCKED;
	}
	if (c) {
		((uint32_t *)c)[0] = before;
		((uint32_t *)c)[1] = 0;
	}
	if (b && signals_due()) signals_take();
	return 0;
}
