/* Who the process is. It may become nobody else: setting an identity to what it already is succeeds. */
#include "core.h"

SYSCALL_QUICK(getppid) { return 1; }
SYSCALL_QUICK(gettid) { return thread_current()->tid; }

static long same(long want, int have) { return want == -1 || want == have ? 0 : -EPERM; }

SYSCALL(setuid) { return same(a, *word(BOOT_UID)); }
SYSCALL(setgid) { return same(a, *word(BOOT_GID)); }
SYSCALL(setreuid) { return same(a, *word(BOOT_UID)) | same(b, *word(BOOT_EUID)); }
SYSCALL(setregid) { return same(a, *word(BOOT_GID)) | same(b, *word(BOOT_EGID)); }
SYSCALL(setresuid) { return same(a, *word(BOOT_UID)) | same(b, *word(BOOT_EUID)) | same(c, *word(BOOT_EUID)); }
SYSCALL(setresgid) { return same(a, *word(BOOT_GID)) | same(b, *word(BOOT_EGID)) | same(c, *word(BOOT_EGID)); }

static long three(long a, long b, long c, int real, int effective)
{
	if (range_bad((void *)a, 4) || range_bad((void *)b, 4) || range_bad((void *)c, 4)) return -EFAULT;
	*(int *)a = real;
	*(int *)b = *(int *)c = effective;
	return 0;
}

SYSCALL(getresuid) { return three(a, b, c, *word(BOOT_UID), *word(BOOT_EUID)); }
SYSCALL(getresgid) { return three(a, b, c, *word(BOOT_GID), *word(BOOT_EGID)); }

/* The process leads its own group and session. */
static long own(long pid) { return pid == 0 || pid == *word(BOOT_PID) ? *word(BOOT_PID) : -ESRCH; }

SYSCALL(getpgid) { return own(a); }
SYSCALL(getsid) { return own(a); }
SYSCALL(setpgid) { return b < 0 ? -EINVAL : own(a) < 0 ? -ESRCH : b == 0 || b == *word(BOOT_PID) ? 0 : -EPERM; }
SYSCALL(setsid) { return -EPERM; }
