#include "clock.h"
#include "kernel.h"

int64_t clock_ns(int clock)
{
	int64_t ns = monotonic_ns();
	return clock == CLOCK_REALTIME ? ns + (int64_t)*(volatile double *)BOOT_REALTIME : ns;
}
