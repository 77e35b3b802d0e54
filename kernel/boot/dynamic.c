/* System calls whose number is not known at compile time: every call is reachable then. */
#include "kernel.h"

long __syscall_nobody(long);

long __syscall_dyn(long n, long a, long b, long c, long d, long e, long f)
{
	switch (n) {
#define CALL(nr, name) \
	case nr: return sys_##name(a, b, c, d, e, f);
#include "syscall_list.h"
#undef CALL
	}
	return __syscall_nobody(n);
}
