#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "core.h"
#include "proxy.h"

SYSCALL(set_tid_address)
{
	struct thread *t = thread_current();
	t->clear_tid = (volatile int *)a;
	return t->tid;
}

/* Robust lists need no help: a thread that ends runs pthread_exit, and a process that ends takes its memory along. */
SYSCALL(set_robust_list) { return b == 12 ? 0 : -EINVAL; }

SYSCALL(get_robust_list)
{
	if (a && a != *word(BOOT_PID) && thread_core(a) < 0) return -ESRCH;
	if (range_bad((void *)b, 4) || range_bad((void *)c, 4)) return -EFAULT;
	*(int *)b = 0;
	*(int *)c = 12;
	return 0;
}

SYSCALL(sigaltstack)
{
	/* Remembered, and no more: handlers run on the stack of the thread that takes the signal. */
	if (a && range_bad((void *)a, 12)) return -EFAULT;
	if (b && range_bad((void *)b, 12)) return -EFAULT;
	struct thread *t = thread_current();
	const struct alternate_stack *new = (const struct alternate_stack *)a;
	struct alternate_stack before = t->alternate;
	if (new) {
		if (new->flags & ~SS_DISABLE) return -EINVAL;
		if (!(new->flags & SS_DISABLE) && new->size < MINSIGSTKSZ) return -ENOMEM;
		t->alternate = new->flags & SS_DISABLE ? (struct alternate_stack){ 0 } : *new;
	}
	if (b) {
		*(struct alternate_stack *)b = before;
		if (!before.size) ((struct alternate_stack *)b)->flags = SS_DISABLE;
	}
	return 0;
}

/* Every access of shared memory is ordered already. */
SYSCALL(membarrier) { return b ? -EINVAL : a == 0 ? 0x1ff : a > 0 && a < 0x200 ? 0 : -EINVAL; }

SYSCALL(prctl)
{
	static char name[16];
	switch (a) {
	case PR_SET_NAME: case PR_GET_NAME:
		if (range_bad((void *)b, 16)) return -EFAULT;
		if (a == PR_SET_NAME) memcpy(name, (void *)b, 15);
		else memcpy((void *)b, name, 16);
		return 0;
	case PR_SET_DUMPABLE: case PR_SET_PDEATHSIG: case PR_SET_NO_NEW_PRIVS:
		return 0;
	case PR_GET_DUMPABLE:
		return 0;
	}
	return -EINVAL;
}

/* The limits that an isle has; the rest are the Linux process's own, read only. */
static int own_limit(int resource, uint64_t *limit)
{
	switch (resource) {
	case RLIMIT_NOFILE: *limit = *word(BOOT_FDS_MAX); return 1;
	case RLIMIT_NPROC: *limit = *word(BOOT_THREADS_MAX); return 1;
	case RLIMIT_STACK: *limit = MAIN_STACK_TOP; return 1;
	case RLIMIT_AS: case RLIMIT_DATA: case RLIMIT_RSS: *limit = (uint64_t)(uint32_t)*word(BOOT_MEMORY_LIMIT) + 1; return 1;
	}
	return 0;
}

SYSCALL(prlimit64)
{
	const uint64_t *new = (const uint64_t *)c;
	uint64_t *old = (uint64_t *)d, limit;
	if (a && a != *word(BOOT_PID)) return -ESRCH;
	if ((new && range_bad(new, 16)) || (old && range_bad(old, 16))) return -EFAULT;
	if (!own_limit(b, &limit)) return new ? -EPERM : proxy_call(__NR_prlimit64, 0, b, 0, d, 0, 0);
	uint64_t soft = b == RLIMIT_NOFILE ? (uint32_t)*word(BOOT_FDS_MAX) : limit, hard = b == RLIMIT_NOFILE ? MAX_FDS : limit;
	if (new) {
		if (new[0] > new[1]) return -EINVAL;
		if (new[1] > hard) return -EPERM;
		if (b == RLIMIT_NOFILE) store(word(BOOT_FDS_MAX), new[0]);
	}
	if (old) {
		old[0] = soft;
		old[1] = hard;
	}
	return 0;
}
