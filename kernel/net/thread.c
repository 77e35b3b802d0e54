/*
 * The network thread: on no compute core, in images that use sockets, asleep while nothing arrives and nothing is due.
 *
 * A peer rings only if the device's bell has sleepers. While a thread of the program runs the stack itself (net_poll_begin to
 * net_poll_end) the bell is quiet; when it has done so it lets the network thread look from time to time (NET_LAZY) instead of
 * having it rung for every packet, as long as it comes back; if it goes to sleep itself, or another sleeps already, the bell is
 * armed at once.
 */
#include "core.h"
#include "device.h"
#include "net.h"
#include "pollers.h"
#include "proxy.h"
#include "thread.h"
#include "lwip/priv/tcp_priv.h"

#define TCP_TMR_NS (TCP_TMR_INTERVAL * 1000000)

static char stack[NET_STACK] __attribute__((aligned(16)));
static volatile int pollers, polls, asleep;
/* How the network thread sleeps: it is back soon, or not. */
enum { AWAKE, SOON, LONG };
static volatile int sleeping;

void network_start(void)
{
	store(word(NETWORK_WANTED), 1);
	proxy_ring();
}

void network_needed(void)
{
	if (load(&sleeping) == LONG) device_ring();
}

void net_poll_begin(void)
{
	add(&pollers, 1);
	device_sleepers(0);
}

static void arm(void)
{
	device_sleepers(1);
	/* What came while the bell was quiet. */
	if (device_pending()) device_ring();
}

void net_poll_end(int found)
{
	add(&polls, 1);
	int last = add(&pollers, -1) == 1;
	/* Who has found what it looked for comes back soon, or the network thread looks: soon, if it knows of that. */
	if (!found || load(&asleep)) arm();
	else if (last && load(&sleeping) == LONG) device_ring();
}

/* Longer than elsewhere: what is waited for has an isle's whole turn before it. Unless that may be Linux's, which needs the CPU for it. */
int net_spin_budget(void)
{
	int spin = spin_budget();
	return spin == SPIN_LONG && !(*word(BOOT_NET) & NET_LINUX) ? SPIN_NET : spin;
}

void net_sleeps(int begins)
{
	add(&asleep, begins ? 1 : -1);
	if (begins) arm();
}

static noinline _Noreturn void service(void)
{
	int last = load(&polls);
	for (;;) {
		int seen = device_bell();
		int64_t ns = ipstack_service();
		int now = load(&polls), lazy = now != last || load(&pollers);
		last = now;
		device_sleepers(!lazy);
		/* A sleeper counts itself before it arms the bell: one of the two is the later. */
		if (lazy && load_sync(&asleep)) {
			lazy = 0;
			device_sleepers(1);
		}
		if (lazy && (ns < 0 || ns > NET_LAZY)) ns = NET_LAZY;
		store(&sleeping, ns < 0 || ns > TCP_TMR_NS ? LONG : SOON);
		if (!lazy && device_pending()) continue;
		device_wait(seen, ns);
		store(&sleeping, AWAKE);
	}
}

__attribute__((export_name("hermit_network"))) void hermit_network(void)
{
	set_core_number(NETWORK_CORE);
	set_stack(stack + sizeof stack);
	service();
}
