#include <time.h>
#include "core.h"
#include "signals.h"
#include "clock.h"

enum { WAIT = 0, WAKE = 1, REQUEUE = 3, CMP_REQUEUE = 4, WAIT_BITSET = 9, WAKE_BITSET = 10 };
#define COMMAND 127
#define CLOCK_IS_REALTIME 256

/* Threads that wait stand in the engine's own list by address, so there is none here to requeue: REQUEUE wakes instead, and the
 * woken find the word they then need taken, or not. */
static long wait(volatile int *address, int op, int value, const struct timespec *time)
{
	int64_t deadline = -1;
	if (time) {
		if (time->tv_sec < 0 || (unsigned long)time->tv_nsec >= 1000000000) return -EINVAL;
		deadline = timespec_ns(time);
		if ((op & COMMAND) == WAIT) deadline += clock_ns(CLOCK_MONOTONIC);
		else if (op & CLOCK_IS_REALTIME)
			deadline += clock_ns(CLOCK_MONOTONIC) - clock_ns(CLOCK_REALTIME);
	}
	if (load_sync(address) != value) return -EAGAIN;
	for (int spin = spin_budget(); spin > 0; spin--)
		if (load(address) != value) return 0;
	int64_t ns = -1;
	if (deadline >= 0 && (ns = deadline - clock_ns(CLOCK_MONOTONIC)) <= 0) return -ETIMEDOUT;
	long r = core_wait(address, value, ns);
	if (r != -EINTR) return r;
	int interrupted = signals_take() & NO_RESTART;
	return interrupted || cancel_due() ? -EINTR : 0;
}

SYSCALL(futex_time64)
{
	if ((uint32_t)word & 3) return -EINVAL;
	if (range_bad(word, sizeof *word)) return -EFAULT;
	int command = op & COMMAND;
	if ((command == WAIT_BITSET || command == WAKE_BITSET) && !value3) return -EINVAL;
	switch (command) {
	case WAIT:
	case WAIT_BITSET:
		if (timeout && range_bad(timeout, sizeof *timeout)) return -EFAULT;
		return wait(word, op, value, timeout);
	case WAKE:
	case WAKE_BITSET: return core_wake(word, value);
	case CMP_REQUEUE:
		if (load_sync(word) != value3) return -EAGAIN;
		/* fall through */
	case REQUEUE:
		/* In these commands the word of the timeout is the number to requeue. */
		return core_wake(word,
			(unsigned)value + (unsigned)timeout > INT32_MAX ? INT32_MAX : value + (int)timeout);
	}
	return -ENOSYS;
}
