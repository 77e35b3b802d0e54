#include "core.h"

void lock(volatile int *l)
{
	for (int i = 0; i < SPIN_LOCK; i++)
		if (!load(l) && !cas(l, 0, 1)) return;
	while (swap(l, 2)) core_wait_deaf(l, 2, -1);
}

void unlock(volatile int *l)
{
	if (swap(l, 0) == 2) core_wake(l, 1);
}
