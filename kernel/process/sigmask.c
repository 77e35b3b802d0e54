#include <signal.h>
#include "core.h"
#include "signals.h"

#define NEVER_BLOCKED (1u << (SIGKILL - 1) | 1u << (SIGSTOP - 1))

SYSCALL(rt_sigprocmask)
{
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	if (new) {
		uint32_t set = *new;
		uint32_t mask = how == SIG_BLOCK ? before | set : how == SIG_UNBLOCK ? before & ~set : set;
		if ((unsigned)how > SIG_SETMASK) return -EINVAL;
		t->mask = mask & ~NEVER_BLOCKED;
	}
	if (old) *old = before;
	if (new && signals_due()) signals_take();
	return 0;
}
