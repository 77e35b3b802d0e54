/* What an image may know of its machine. */
#include "core.h"
#include "hermit.h"
#include "proxy.h"

int hermit_isle(void) { return *word(BOOT_ISLE); }
int hermit_isles(void) { return *word(BOOT_ISLES); }
int hermit_isle_state(int isle) { return hv_isle_state(isle); }
int64_t hermit_clock(void) { return monotonic_ns(); }
int hermit_isles_ended(void) { return load(word(ISLES_ENDED)); }
int hermit_spin(void) { return spin_budget(); }

_Noreturn void hermit_end(int code)
{
	proxy_request(__NR_machine_end, code & 255, 0, 0, 0, 0, 0);
	hv_halt();
}
