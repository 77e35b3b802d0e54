#include "core.h"
#include "pollers.h"

weak int net_turn(void) { return 0; }
weak void net_poll_begin(void) { }
weak void net_poll_end(int sleeps) { }

int net_spin(volatile int *word, int seen)
{
	int changed = 0;
	net_poll_begin();
	for (int spin = spin_budget(); spin > 0 && !changed; spin -= SPIN_TURN) {
		net_turn();
		changed = load(word) != seen;
	}
	net_poll_end(!changed);
	return changed;
}
