/* lwIP on the isle's device: the lock that one thread at a time holds, what is done in a turn, and timers. */
#include "device.h"
#include "net.h"
#include "pollers.h"
#include "ipstack.h"
#include "thread.h"
#include "lwip/init.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define REASSEMBLY_SECONDS 20
#define NO_TIME 9e18

static volatile int ipstack_lock;
static volatile int up;
static volatile int blocked;
static uint32_t ended;
static double last_tick, next_second;
static int reassembling;
static uint64_t random_state[2];

uint32_t sys_now(void) { return (uint32_t)(monotonic_ns() / 1000000); }

/* xorshift128+ (S. Vigna), seeded from getrandom of Linux. */
uint32_t net_random(void)
{
	uint64_t a = random_state[0], b = random_state[1];
	random_state[0] = b;
	a ^= a << 23;
	random_state[1] = a ^ b ^ a >> 17 ^ b >> 26;
	return (random_state[1] + b) >> 32;
}

void ipstack_await_room(void) { blocked = 1; }
int ipstack_blocked(void) { return blocked; }

/* With the stack's lock. */
static int looped(void)
{
	struct netif *n;
	NETIF_FOREACH(n) if (n->loop_first) return 1;
	return 0;
}

/* Whether a connection has something under way that may have to be sent again, or acknowledged. With the stack's lock. */
static int restless(void)
{
	const int flags = TF_ACK_DELAY | TF_ACK_NOW | TF_NAGLEMEMERR | TF_CLOSEPEND;
	for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		if (p->unsent || p->unacked || p->ooseq || p->refused_data || p->flags & flags ||
			(p->state != ESTABLISHED && p->state != CLOSE_WAIT))
			return 1;
	return 0;
}

/* Runs TCP's timers if they are due: nanoseconds on the clock when they are next, or NO_TIME. With the stack's lock. */
static double tick(double now)
{
	if (!tcp_active_pcbs && !tcp_tw_pcbs) return last_tick = now, NO_TIME;
	double interval = TCP_TMR_INTERVAL * 1e6;
	if (now - last_tick >= interval) {
		/* TCP's clock counts slow turns, every other one: what was slept over counts too. */
		tcp_ticks += (uint32_t)((now - last_tick) / interval - 1) / 2;
		last_tick = now;
		tcp_tmr();
		tcp_absent();
	}
	return last_tick + (restless() ? interval : NET_QUIET * 1e6);
}

void ipstack_reassembles(void) { reassembling = REASSEMBLY_SECONDS; }

/* With the stack's lock. */
static double reassembly(double now)
{
	if (reassembling && next_second <= now) {
		ip_reass_tmr();
		ip6_reass_tmr();
		reassembling--;
		next_second = now + 1e9;
	}
	return reassembling ? next_second : NO_TIME;
}

/* What was refused because a ring was full, or a peer not there yet, is tried again. With the stack's lock. */
static void try_again(void)
{
	if (!blocked) return;
	blocked = 0;
	tcp_txnow();
	datagrams_room();
}

void ipstack_turn(int (*enough)(void))
{
	/* What an isle sent before it ended still counts. */
	uint32_t now_ended = load(word(ISLES_ENDED));
	int packets;
	do {
		packets = device_receive(enough);
		netif_poll_all();
	} while (packets && !(enough && enough()));
	if (now_ended != ended && !packets) {
		ended = now_ended;
		device_peers_ended();
		tcp_peers_gone();
	}
	try_again();
	while (looped()) netif_poll_all();
}

int64_t ipstack_service(void)
{
	lock(&ipstack_lock);
	ipstack_turn(0);
	double now = monotonic_ns(), next = tick(now), other = reassembly(now);
	if (other < next) next = other;
	if (blocked && now + NET_RETRY < next) next = now + NET_RETRY;
	while (looped()) netif_poll_all();
	unlock(&ipstack_lock);
	return next == NO_TIME ? -1 : next > now ? (int64_t)(next - now) : 0;
}

static int bring_up(void)
{
	lock(&ipstack_lock);
	int r = up ? 0 : device_open();
	if (!up && !r) {
		extern long sys_getrandom(long, long, long, long, long, long);
		sys_getrandom((long)random_state, sizeof random_state, 0, 0, 0, 0);
		random_state[0] |= 1;
		lwip_init();
		interfaces_up();
		ended = load(word(ISLES_ENDED));
		last_tick = monotonic_ns();
		store(&up, 1);
		network_start();
	}
	unlock(&ipstack_lock);
	return r;
}

int ipstack_up(void) { return load(&up); }

/* Once the program ends, only who ends it uses the stack: the others wait for that. */
static volatile int ending = -1;

void ipstack_end(void) { store(&ending, core_number()); }

static noinline void wait_for_end(void)
{
	static volatile int never;
	for (;;) core_wait_deaf(&never, 0, -1);
}

int ipstack_enter(void)
{
	if (unlikely(!load(&up))) {
		int r = bring_up();
		if (r) return r;
	}
	lock(&ipstack_lock);
	if (unlikely(load(&ending) >= 0) && load(&ending) != core_number()) {
		unlock(&ipstack_lock);
		wait_for_end();
	}
	return 0;
}

void ipstack_leave(void)
{
	while (looped()) netif_poll_all();
	unlock(&ipstack_lock);
	if (tcp_active_pcbs || blocked) network_needed();
}

int net_turn(void)
{
	if (!load(&up) || !(device_pending() || blocked) || load(&ipstack_lock) ||
		cas(&ipstack_lock, 0, 1))
		return 0;
	ipstack_turn(0);
	unlock(&ipstack_lock);
	return 1;
}

int lwip_error(int err)
{
	static const short errors[] = {
		[-ERR_MEM] = ENOMEM,
		[-ERR_BUF] = ENOBUFS,
		[-ERR_TIMEOUT] = ETIMEDOUT,
		[-ERR_RTE] = ENETUNREACH,
		[-ERR_INPROGRESS] = EINPROGRESS,
		[-ERR_VAL] = EINVAL,
		[-ERR_WOULDBLOCK] = EAGAIN,
		[-ERR_USE] = EADDRINUSE,
		[-ERR_ALREADY] = EALREADY,
		[-ERR_ISCONN] = EISCONN,
		[-ERR_CONN] = ENOTCONN,
		[-ERR_IF] = ENODEV,
		[-ERR_ABRT] = ECONNABORTED,
		[-ERR_RST] = ECONNRESET,
		[-ERR_CLSD] = ENOTCONN,
		[-ERR_ARG] = EINVAL,
	};
	return err >= 0 ? 0 : -err < (int)(sizeof errors / sizeof *errors) ? -errors[-err] : -EIO;
}
