/* The runtime's own mutual exclusion, for a few instructions each. */
#include "team/mutex.h"
#include "team/sleep.h"
#include "team/team.h"

noinline void mutex_lock_slowly(volatile int *l)
{
	for (int left = spins(); left > 0; left--) {
		if (load(l) == 0 && cas(l, 0, 1) == 0) return;
		if (unlikely(left % 65536 == 0)) core_check_halt();
	}
	while (swap(l, 2)) sleep_on(l, 2);
}
