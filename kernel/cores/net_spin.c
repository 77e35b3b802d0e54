#include "core.h"
#include "hooks.h"
#include "pollers.h"

weak int net_turn(void) { return 0; }
weak void net_poll_begin(void) {}
weak void net_poll_end(int found) {}
weak void net_sleeps(int begins) {}
weak int net_spin_budget(void) { return spin_budget(); }

int net_spin(volatile int *word, int seen)
{
	int changed = 0;
	net_poll_begin();
	for (int spin = net_spin_budget(); spin > 0 && !changed; spin -= SPIN_TURN) {
		net_turn();
		changed = load(word) != seen;
	}
	net_poll_end(changed);
	return changed;
}

int net_wait(volatile int *word, int seen, int64_t ns)
{
	net_sleeps(1);
	int r = core_wait(word, seen, ns);
	net_sleeps(0);
	return r;
}
