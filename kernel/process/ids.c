/* Who the process is. It may become nobody else: setting an identity to what it already is succeeds. */
#include "core.h"

SYSCALL_QUICK(getppid) { return 1; }
SYSCALL_QUICK(gettid) { return thread_current()->tid; }

static long same(long want, int have) { return want == -1 || want == have ? 0 : -EPERM; }

SYSCALL(setuid) { return same(uid, *word(BOOT_UID)); }
SYSCALL(setgid) { return same(gid, *word(BOOT_GID)); }
SYSCALL(setreuid) { return same(ruid, *word(BOOT_UID)) | same(euid, *word(BOOT_EUID)); }
SYSCALL(setregid) { return same(rgid, *word(BOOT_GID)) | same(egid, *word(BOOT_EGID)); }
SYSCALL(setresuid)
{
	return same(ruid, *word(BOOT_UID)) | same(euid, *word(BOOT_EUID)) |
		same(suid, *word(BOOT_EUID));
}
SYSCALL(setresgid)
{
	return same(rgid, *word(BOOT_GID)) | same(egid, *word(BOOT_EGID)) |
		same(sgid, *word(BOOT_EGID));
}

SYSCALL(getresuid)
{
	*ruid = *word(BOOT_UID);
	*euid = *suid = *word(BOOT_EUID);
	return 0;
}

SYSCALL(getresgid)
{
	*rgid = *word(BOOT_GID);
	*egid = *sgid = *word(BOOT_EGID);
	return 0;
}

/* The process leads its own group and session. */
static long own(long pid) { return pid == 0 || pid == *word(BOOT_PID) ? *word(BOOT_PID) : -ESRCH; }

SYSCALL(getpgid) { return own(pid); }
SYSCALL(getsid) { return own(pid); }
SYSCALL(setpgid)
{
	return pgid < 0                            ? -EINVAL
		: own(pid) < 0                         ? -ESRCH
		: pgid == 0 || pgid == *word(BOOT_PID) ? 0
											   : -EPERM;
}
SYSCALL(setsid) { return -EPERM; }
