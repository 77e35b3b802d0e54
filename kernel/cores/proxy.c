#include "proxy.h"
#include "core.h"
#include "signals.h"

void proxy_ring(void)
{
	add(word(DOORBELL), 1);
	if (load_sync(word(PROXY_ASLEEP))) core_wake(word(DOORBELL), 1);
}

long proxy_request(long nr, long a, long b, long c, long d, long e, long f)
{
	int core = core_number();
	volatile int *state = slot_word(core, SLOT_STATE), *args = slot_word(core, SLOT_ARGS);
	core_check_halt();
	*slot_word(core, SLOT_NR) = nr;
	args[0] = a;
	args[1] = b;
	args[2] = c;
	args[3] = d;
	args[4] = e;
	args[5] = f;
	*slot_word(core, SLOT_CANCEL) = 0;
	store(state, SLOT_POSTED);
	if (*word(BOOT_DIRECT)) {
		hv_serve();
		if (likely(load(state) == SLOT_DONE)) goto done;
	}
	proxy_ring();
	for (int spin = spin_for_proxy(); spin > 0; spin--)
		if (load(state) == SLOT_DONE) goto done;
	store(slot_word(core, SLOT_SLEEPING), 1);
	while (load_sync(state) != SLOT_DONE) {
		if (core_wait(state, SLOT_POSTED, -1) != -EINTR) continue;
		/* Asked back: the proxy still answers, with EINTR if it was blocked. */
		store(slot_word(core, SLOT_CANCEL), 1);
		proxy_ring();
	}
	store(slot_word(core, SLOT_SLEEPING), 0);
done:
	store(state, SLOT_FREE);
	return *slot_word(core, SLOT_RESULT);
}

long proxy_call(long nr, long a, long b, long c, long d, long e, long f)
{
	for (;;) {
		long r = proxy_request(nr, a, b, c, d, e, f);
		if (likely(r != -EINTR && !signals_due())) return r;
		/* As Linux: a blocked call ends with EINTR unless every handler that ran asked for a restart; poll ends in any case. */
		int interrupted = signals_take() & (nr == __NR_ppoll_time64 ? HANDLER_RAN : NO_RESTART);
		if (r != -EINTR || interrupted || cancel_due()) return r;
	}
}
