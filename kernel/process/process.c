#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include "core.h"
#include "proxy.h"

SYSCALL(set_tid_address)
{
	struct thread *t = thread_current();
	t->clear_tid = tid;
	return t->tid;
}

#define ROBUST_HEAD 12   /* bytes of struct robust_list_head */

/* Robust lists need no help: a thread that ends runs pthread_exit, and a process that ends takes its memory along. */
SYSCALL(set_robust_list) { return size == ROBUST_HEAD ? 0 : -EINVAL; }

SYSCALL(get_robust_list)
{
	if (tid && tid != *word(BOOT_PID) && thread_core(tid) < 0) return -ESRCH;
	if (FAULTS_get_robust_list) return -EFAULT;
	*head = 0;
	*size = ROBUST_HEAD;
	return 0;
}

SYSCALL(sigaltstack)
{
	/* Remembered, and no more: handlers run on the stack of the thread that takes the signal. */
	struct thread *t = thread_current();
	struct alternate_stack before = t->alternate;
	if (new) {
		if (new->flags & ~SS_DISABLE) return -EINVAL;
		if (!(new->flags & SS_DISABLE) && new->size < MINSIGSTKSZ) return -ENOMEM;
		t->alternate = new->flags & SS_DISABLE ? (struct alternate_stack){ 0 } : *new;
	}
	if (old) {
		*old = before;
		if (!before.size) old->flags = SS_DISABLE;
	}
	return 0;
}

/* Every access of shared memory is ordered already. */
SYSCALL(membarrier)
{
	return flags ? -EINVAL : command == 0 ? 0x1ff : command > 0 && command < 0x200 ? 0 : -EINVAL;
}

SYSCALL(prctl)
{
	static char name[16];
	switch (option) {
	case PR_SET_NAME:
	case PR_GET_NAME:
		if (range_bad(arg, sizeof name)) return -EFAULT;
		if (option == PR_SET_NAME) memcpy(name, arg, sizeof name - 1);
		else memcpy(arg, name, sizeof name);
		return 0;
	case PR_SET_DUMPABLE:
	case PR_SET_PDEATHSIG:
	case PR_SET_NO_NEW_PRIVS: return 0;
	case PR_GET_DUMPABLE: return 0;
	}
	return -EINVAL;
}

/* The limits that an isle has; the rest are the Linux process's own, read only. */
static int own_limit(int resource, uint64_t *limit)
{
	switch (resource) {
	case RLIMIT_NOFILE: *limit = *word(BOOT_FILES); return 1;
	case RLIMIT_NPROC: *limit = *word(BOOT_THREADS); return 1;
	case RLIMIT_STACK: *limit = MAIN_STACK_TOP; return 1;
	case RLIMIT_AS:
	case RLIMIT_DATA:
	case RLIMIT_RSS: *limit = (uint64_t)(uint32_t)*word(BOOT_MEMORY_LIMIT) + 1; return 1;
	}
	return 0;
}

SYSCALL(prlimit64)
{
	uint64_t limit;
	if (pid && pid != *word(BOOT_PID)) return -ESRCH;
	if (FAULTS_prlimit64) return -EFAULT;
	if (!own_limit(resource, &limit))
		return new ? -EPERM : proxy_call(__NR_prlimit64, 0, resource, 0, (long)old, 0, 0);
	int files = resource == RLIMIT_NOFILE;
	uint64_t soft = files ? (uint32_t)*word(BOOT_FILES) : limit, hard = files ? MAX_FDS : limit;
	if (new) {
		if (new->rlim_cur > new->rlim_max) return -EINVAL;
		if (new->rlim_max > hard) return -EPERM;
		if (files) store(word(BOOT_FILES), new->rlim_cur);
	}
	if (old) *old = (struct rlimit){ soft, hard };
	return 0;
}
