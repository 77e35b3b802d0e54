/* How long a wait polls, and the sleep behind it. */
#include <limits.h>
#include "signals.h"
#include "team/sleep.h"

int spins(void)
{
	if (settings.spin >= 0) return settings.spin;
	return load(word(THREADS)) <= *word(BOOT_CPUS) ? SPIN_OWN_CPU : SPIN_CROWDED;
}

void sleep_on(volatile int *address, int value)
{
	if (core_wait(address, value, -1) == -EINTR) signals_take();
}

/* Calls that programs for LLVM's runtime make. */
int kmp_get_blocktime(void)
{
	self();
	return settings.spin == SPIN_FOREVER ? INT_MAX
		: settings.spin >= 0             ? settings.spin / POLLS_PER_MS
										 : 200;
}
void kmp_set_blocktime(int ms)
{
	if (self() && ms >= 0)
		settings.spin = ms > SPIN_FOREVER / POLLS_PER_MS ? SPIN_FOREVER : ms * POLLS_PER_MS;
}
