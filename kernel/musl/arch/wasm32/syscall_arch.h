/*
 * A system call is a plain function call. The switch below is always inlined, so a constant number folds to one direct call of
 * sys_NAME and an image carries only the calls that it can reach. A number that is not constant goes through __syscall_dyn.
 */
#define __SYSCALL_LL_E(x) \
	((union { \
		long long ll; \
		long l[2]; \
	}){ .ll = x }) \
		.l[0], \
		((union { \
			long long ll; \
			long l[2]; \
		}){ .ll = x }) \
			.l[1]
#define __SYSCALL_LL_O(x) __SYSCALL_LL_E((x))

/* Time has 64 bits here and never had fewer: the plain names mean the same calls, and the fallbacks to 32 bits are dead code. */
#define SYS_clock_gettime SYS_clock_gettime64
#define SYS_clock_settime SYS_clock_settime64
#define SYS_clock_getres SYS_clock_getres_time64
#define SYS_clock_nanosleep SYS_clock_nanosleep_time64
#define SYS_timer_gettime SYS_timer_gettime64
#define SYS_timer_settime SYS_timer_settime64
#define SYS_timerfd_gettime SYS_timerfd_gettime64
#define SYS_timerfd_settime SYS_timerfd_settime64
#define SYS_nanosleep (-1)
#define SYS_gettimeofday (-1)
#define SYS_settimeofday (-1)

#include "syscall_protos.h"

long __syscall_dyn(long, long, long, long, long, long, long);
long __syscall_nobody(long);

#define __hermit_inline static inline __attribute__((always_inline)) long

__hermit_inline __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	if (!__builtin_constant_p(n)) return __syscall_dyn(n, a, b, c, d, e, f);
	switch (n) {
#define READS(nr, address) \
	case nr: \
		if (!*(volatile int *)READS_UNWATCHED) return *(volatile int *)address; \
		break;
#include "syscall_reads.h"
#undef READS
	}
	switch (n) {
#define CALL(nr, name) \
	case nr: return sys_##name(a, b, c, d, e, f);
#include "syscall_list.h"
#undef CALL
	}
	return __syscall_nobody(n);
}

__hermit_inline __syscall0(long n) { return __syscall6(n, 0, 0, 0, 0, 0, 0); }
__hermit_inline __syscall1(long n, long a) { return __syscall6(n, a, 0, 0, 0, 0, 0); }
__hermit_inline __syscall2(long n, long a, long b) { return __syscall6(n, a, b, 0, 0, 0, 0); }
__hermit_inline __syscall3(long n, long a, long b, long c)
{
	return __syscall6(n, a, b, c, 0, 0, 0);
}
__hermit_inline __syscall4(long n, long a, long b, long c, long d)
{
	return __syscall6(n, a, b, c, d, 0, 0);
}
__hermit_inline __syscall5(long n, long a, long b, long c, long d, long e)
{
	return __syscall6(n, a, b, c, d, e, 0);
}
__hermit_inline __syscall7(long n, long a, long b, long c, long d, long e, long f, long g)
{
	return __syscall_nobody(n);
}

/*
 * Cancellation points. The test before the call and the test after one that was interrupted are musl's own protocol
 * (pthread_cancel.c); __cancel_point does nothing until an image has pthread_cancel. Being inline, the call still folds.
 */
long __cancel_point(long);

__hermit_inline __syscall_cp(long n, long a, long b, long c, long d, long e, long f)
{
	long r = __cancel_point(0);
	if (r) return r;
	r = __syscall6(n, a, b, c, d, e, f);
	if (r == -4 && n != __NR_close) r = __cancel_point(r);
	return r;
}
