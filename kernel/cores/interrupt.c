#include "core.h"

void core_interrupt(int core)
{
	volatile int *where = slot_word(core, SLOT_WAIT_ADDR),
				 *interrupt = slot_word(core, SLOT_INTERRUPT);
	static volatile int never;
	store(interrupt, 1);
	/* The core announces its wait, then tests the interrupt, then sleeps: between the last two a notify finds nobody, so it is
	 * repeated until the core has taken the interrupt or waits no more. */
	for (int tries = 0; load_sync(interrupt); tries++) {
		int address = load_sync(where);
		if (!address) return;
		core_wake((volatile int *)address, -1);
		if (tries > SPIN_LOCK) core_wait_deaf(&never, 0, 50000);
	}
}
