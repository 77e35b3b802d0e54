#include "core.h"
#include "proxy.h"
#include "hooks.h"
#include "signals.h"

weak void mappings_flush(void) {}
/* An image without sockets has nothing to deliver. */
weak void net_finish(void) {}

/* Every core leaves at its next wait or call; those that make none are ended by the runtime. */
static _Noreturn void end(int status)
{
	mappings_flush();
	net_finish();
	proxy_request(__NR_exit_group, status, 0, 0, 0, 0, 0);
	hv_halt();
}

_Noreturn long sys_exit_group(long status, long b, long c, long d, long e, long f)
{
	if (unlikely(*word(WATCH))) call_end(__NR_exit_group, status, 0, 0, 0, 0, 0, 0, call_begin());
	end(status & 255);
}

_Noreturn void signal_end(int signal) { end(EXIT_SIGNAL + signal); }
