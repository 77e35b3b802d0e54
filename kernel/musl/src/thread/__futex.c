/* For the C++ library: the one system call that it makes by number. Returns as the kernel does, without errno. */
#include <time.h>
#include "syscall.h"

long __hermit_futex(const volatile void *word, int operation, int value,
	const struct timespec *timeout, void *word2, int value3)
{
	return __syscall(SYS_futex_time64, word, operation, value, timeout, word2, value3);
}
