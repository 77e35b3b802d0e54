#include "clock.h"
#include "kernel.h"

int64_t clock_ns(int clock)
{
	double ns = hv_clock();
	return clock == CLOCK_REALTIME ? (int64_t)ns + (int64_t)*(volatile double *)BOOT_REALTIME : (int64_t)ns;
}
