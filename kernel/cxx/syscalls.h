/*
 * Included before the files of libc++ and libc++abi that call syscall(). The C library's syscall() makes every system call reachable, and with
 * them the whole kernel part of an image: here each becomes a call of a function of its own.
 */
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#define SYS_futex SYS_futex_time64
extern "C" long __hermit_futex(const volatile void *word, int operation, int value,
	const timespec *timeout = 0, void *word2 = 0, int value3 = 0);
static inline long __hermit_call_SYS_futex(const volatile void *word, int operation, int value,
	const timespec *timeout = 0, void *word2 = 0, int value3 = 0)
{
	return __hermit_futex(word, operation, value, timeout, word2, value3);
}
static inline pid_t __hermit_call_SYS_gettid() { return gettid(); }
#define syscall(number, ...) __hermit_call_##number(__VA_ARGS__)
