#include <signal.h>
#include "clock.h"
#include "core.h"
#include "signals.h"

SYSCALL(rt_sigsuspend)
{
	static volatile int never;
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	t->mask = *mask;
	/* Signals that are ignored do not end it. */
	while (!signals_take() && !cancel_due()) core_wait(&never, 0, -1);
	t->mask = before;
	return -EINTR;
}

SYSCALL(rt_sigtimedwait_time64)
{
	static volatile int never;
	uint32_t wanted = *set;
	int64_t deadline = timeout ? clock_ns(CLOCK_MONOTONIC) + timespec_ns(timeout) : -1;
	volatile int *own = slot_word(core_number(), SLOT_SIGNALS),
				 *sets[2] = { own, word(SIGNAL_PENDING) };
	for (;;) {
		for (int i = 0; i < 2; i++) {
			uint32_t found = load_sync(sets[i]) & wanted;
			if (!found) continue;
			int signal = __builtin_ctz(found) + 1;
			if (!(__atomic_fetch_and(sets[i], ~(1 << (signal - 1)), __ATOMIC_SEQ_CST) &
					1 << (signal - 1)))
				continue;
			if (info) signal_describe(info, signal);
			return signal;
		}
		int64_t ns = deadline < 0 ? -1 : deadline - clock_ns(CLOCK_MONOTONIC);
		if (deadline >= 0 && ns <= 0) return -EAGAIN;
		if (core_wait(&never, 0, ns) == -EINTR && (signals_take() || cancel_due())) return -EINTR;
	}
}
