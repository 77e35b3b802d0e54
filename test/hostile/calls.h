/*
 * Calls with places for a bad pointer: P is the pointer under test, GOOD a place that is all right, FD an open file, PATH the
 * name of one; NONZERO is P where NULL would mean to wait for ever. A call may stand here only if it ends whatever the pointer is.
 */
#ifndef CALLS_H
#define CALLS_H

#include <fcntl.h>
#include <sys/syscall.h>

enum { P = 0x6eed0001, GOOD = 0x6eed0002, FD = 0x6eed0003, PATH = 0x6eed0004, NONZERO = 0x6eed0005 };

struct call {
	const char *name;
	int number;
	int args[6];
};

#define CALL(name, ...) { #name, SYS_##name, { __VA_ARGS__ } }

/* Served on Linux's side. */
static const struct call proxied[] = {
	CALL(getcwd, P, 64),
	CALL(mknodat, AT_FDCWD, P, 0100644, 0),
	CALL(mkdirat, AT_FDCWD, P, 0755),
	CALL(unlinkat, AT_FDCWD, P, 0),
	CALL(symlinkat, P, AT_FDCWD, PATH),
	CALL(symlinkat, PATH, AT_FDCWD, P),
	CALL(linkat, AT_FDCWD, P, AT_FDCWD, PATH, 0),
	CALL(linkat, AT_FDCWD, PATH, AT_FDCWD, P, 0),
	CALL(renameat, AT_FDCWD, P, AT_FDCWD, PATH),
	CALL(renameat, AT_FDCWD, PATH, AT_FDCWD, P),
	CALL(renameat2, AT_FDCWD, P, AT_FDCWD, PATH, 0),
	CALL(renameat2, AT_FDCWD, PATH, AT_FDCWD, P, 0),
	CALL(statfs64, P, 88, GOOD),
	CALL(statfs64, PATH, 88, P),
	CALL(fstatfs64, FD, 88, P),
	CALL(truncate64, P, 0, 0),
	CALL(faccessat, AT_FDCWD, P, 0),
	CALL(faccessat2, AT_FDCWD, P, 0, 0),
	CALL(chdir, P),
	CALL(fchmodat, AT_FDCWD, P, 0644),
	CALL(fchownat, AT_FDCWD, P, -1, -1, 0),
	CALL(openat, AT_FDCWD, P, 0),
	CALL(_llseek, FD, 0, 0, P, 0),
	CALL(read, FD, P, 4096),
	CALL(write, FD, P, 4096),
	CALL(readv, FD, P, 1),
	CALL(writev, FD, P, 1),
	CALL(pread64, FD, P, 4096, 0, 0),
	CALL(pwrite64, FD, P, 4096, 0, 0),
	CALL(preadv, FD, P, 1, 0, 0),
	CALL(pwritev, FD, P, 1, 0, 0),
	CALL(readlinkat, AT_FDCWD, P, GOOD, 64),
	CALL(readlinkat, AT_FDCWD, PATH, P, 64),
	CALL(fstatat64, AT_FDCWD, P, GOOD, 0),
	CALL(fstatat64, AT_FDCWD, PATH, P, 0),
	CALL(fstat64, FD, P),
	CALL(statx, AT_FDCWD, P, 0, 0x7ff, GOOD),
	CALL(statx, AT_FDCWD, PATH, 0, 0x7ff, P),
	CALL(utimensat_time64, AT_FDCWD, PATH, P, 0),
	CALL(sched_setaffinity, 0, 128, P),
	CALL(sched_getaffinity, 0, 128, P),
	CALL(uname, P),
	CALL(getrusage, 0, P),
	CALL(sysinfo, P),
	CALL(getrandom, P, 64, 0),
	CALL(sendfile64, FD, FD, P, 1),
	CALL(copy_file_range, FD, P, FD, GOOD, 1, 0),
	CALL(spawn, P, PATH, GOOD, GOOD, 0, 0),
	CALL(spawn, GOOD, P, GOOD, GOOD, 0, 0),
};

/* Served in the image, where a pointer beyond memory may trap. */
static const struct call own[] = {
	CALL(pipe2, P, 0),
	CALL(fcntl64, FD, F_SETLK, P),
	CALL(ioctl, FD, 0x541B, P),
	CALL(getitimer, 0, P),
	CALL(setitimer, 0, P, 0),
	CALL(sched_setscheduler, 0, 0, P),
	CALL(sched_getparam, 0, P),
	CALL(sigaltstack, P, 0),
	CALL(sigaltstack, 0, P),
	CALL(rt_sigaction, 10, P, 0, 8),
	CALL(rt_sigaction, 10, 0, P, 8),
	CALL(rt_sigprocmask, 0, P, 0, 8),
	CALL(rt_sigprocmask, 0, 0, P, 8),
	CALL(rt_sigpending, P, 8),
	CALL(rt_sigqueueinfo, 1, 0, P),
	CALL(getresuid, P, GOOD, GOOD),
	CALL(getresuid, GOOD, GOOD, P),
	CALL(getresgid, GOOD, P, GOOD),
	CALL(times, P),
	CALL(getgroups, 100, P),
	CALL(prctl, 15, P),
	CALL(prctl, 16, P),
	CALL(getcpu, P, 0),
	CALL(mincore, GOOD, 65536, P),
	CALL(prlimit64, 0, 7, P, 0),
	CALL(prlimit64, 0, 7, 0, P),
	CALL(memfd_create, P, 0),
	CALL(clock_gettime64, 0, P),
	CALL(clock_settime64, 1, P),
	CALL(clock_getres_time64, 0, P),
	CALL(clock_nanosleep_time64, 77, 0, P, 0),
	CALL(ppoll_time64, P, 1, GOOD, 0, 8),
	CALL(ppoll_time64, P, 0x7fffffff, GOOD, 0, 8),
	CALL(ppoll_time64, GOOD, 0, NONZERO, 0, 8),
	CALL(pselect6_time64, 8, P, 0, 0, GOOD, 0),
	CALL(pselect6_time64, 0, 0, 0, 0, NONZERO, 0),
	CALL(rt_sigtimedwait_time64, P, 0, GOOD, 8),
	CALL(rt_sigtimedwait_time64, GOOD, 0, NONZERO, 8),
	CALL(futex_time64, P, 0, 0x12345678, GOOD),
	CALL(futex_time64, P, 1, 1),
	CALL(futex_time64, GOOD, 3, 1, 1, P),
	CALL(sched_rr_get_interval_time64, 0, P),
	CALL(set_robust_list, P, 12),
	CALL(waitid, 0, 0, P, 5, 0),
	CALL(wait4, -1, P, 1, 0),
	CALL(munmap, P, 65536),
	CALL(munmap, 1, 65536),
	CALL(mremap, P, 65536, 131072, 1, 0),
	CALL(mprotect, P, 65536, 3),
	CALL(msync, P, 65536, 4),
	CALL(madvise, P, 65536, 4),
	CALL(mlock, P, 65536),
	CALL(munlock, P, 65536),
	CALL(brk, P),
	CALL(mmap2, P, 65536, 3, 0x32, -1, 0),
};

#endif
