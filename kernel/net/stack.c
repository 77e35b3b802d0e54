/* lwIP on the isle's device: its interfaces, what comes in and goes out, its timers, and the lock that one thread at a time holds. */
#include <string.h>
#include <sys/socket.h>
#include "clock.h"
#include "device.h"
#include "net.h"
#include "pollers.h"
#include "thread_net.h"
#include "lwip/icmp.h"
#include "lwip/icmp6.h"
#include "lwip/init.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/netif.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/tcp.h"
#include "lwip/raw.h"
#include "lwip/sys.h"
#include "lwip/udp.h"

/* Bytes of a packet that are copied before anything looks at them: its neighbour may change the rest, which is only data. */
#define HEADERS 120
/* A TCP packet with less is copied as a whole. */
#define SMALL 512
#define REASSEMBLY_SECONDS 20
#define NO_TIME 9e18

/*
 * Interfaces of the one device: packets to isles go without checksums, those to Linux's own stack with them. What cannot be reached
 * has one too, since a route that names none would be looked up by lwIP.
 */
static struct netif isles, outside, nowhere;
static volatile int stack_lock;
static volatile int up;
static volatile int blocked;
static uint32_t ended;
static double last_tick, next_second;
static int reassembling;
static uint64_t random_state[2];

uint32_t sys_now(void) { return (uint32_t)(uint64_t)(hv_clock() / 1e6); }

/* xorshift128+ (S. Vigna), seeded from getrandom of Linux. */
uint32_t net_random(void)
{
	uint64_t a = random_state[0], b = random_state[1];
	random_state[0] = b;
	a ^= a << 23;
	random_state[1] = a ^ b ^ a >> 17 ^ b >> 26;
	return (random_state[1] + b) >> 32;
}

uint32_t stack_mtu(void) { return *word(BOOT_MTU); }

static uint32_t neighbour_of4(const ip4_addr_t *a) { return (lwip_ntohl(a->addr) & 255) - 1; }
static uint32_t neighbour_of6(const ip6_addr_t *a) { return lwip_ntohl(a->addr[3]) - 1; }
static int near4(const ip4_addr_t *a) { return (lwip_ntohl(a->addr) & 0xffffff00) == NET_PREFIX; }

static int near6(const ip6_addr_t *a)
{
	const ip6_addr_t *own = netif_ip6_addr(&isles, 0);
	return a->addr[0] == own->addr[0] && a->addr[1] == own->addr[1] && !a->addr[2];
}

/* Where packets for a neighbour of the network (`near`) or for an address outside go. */
static struct netif *way(int near, uint32_t n)
{
	int net = *word(BOOT_NET);
	if (!near) return net & NET_OUT ? &outside : &nowhere;
	if (n == 0) return net & NET_LINUX ? &outside : &nowhere;
	if (!(net & NET_ISLES) || n >= NET_NEIGHBOURS) return &nowhere;
	return n - 1 == (uint32_t)*word(BOOT_ISLE) || hv_isle_state(n - 1) == 1 || n == 254 ? &isles : &nowhere;
}

struct netif *net_route4(const ip4_addr_t *to)
{
	if (ip4_addr_isloopback(to)) return netif_get_by_index(1);
	if (ip4_addr_isbroadcast(to, &isles)) return &isles;
	return way(near4(to), neighbour_of4(to));
}

struct netif *net_route6(const ip6_addr_t *to)
{
	if (ip6_addr_isloopback(to)) return netif_get_by_index(1);
	return way(near6(to), neighbour_of6(to));
}

static struct netif *route(const ip_addr_t *to) { return IP_IS_V4(to) ? net_route4(ip_2_ip4(to)) : net_route6(ip_2_ip6(to)); }

int stack_reaches(const ip_addr_t *to)
{
	if (route(to) != &nowhere) return 0;
	return (IP_IS_V4(to) ? near4(ip_2_ip4(to)) : near6(ip_2_ip6(to))) && *word(BOOT_NET) ? -EHOSTUNREACH : -ENETUNREACH;
}

const ip_addr_t *stack_address(const ip_addr_t *to)
{
	struct netif *n = route(to);
	return IP_IS_V4(to) ? netif_ip_addr4(n) : netif_ip_addr6(n, 0);
}

const ip_addr_t *stack_address6(void) { return netif_ip_addr6(&isles, 0); }

void stack_await_room(void) { blocked = 1; }
int stack_blocked(void) { return blocked; }

/* ---- Out ---------------------------------------------------------------------------------------------------------------- */

static err_t to_device(uint32_t neighbour, struct pbuf *p, int reliable)
{
	struct pbuf *whole = p;
	err_t err = ERR_OK;
	if (p->next || pbuf_add_header(p, DEVICE_HEADER)) {
		if (!(whole = pbuf_clone(PBUF_RAW_TX, PBUF_RAM, p))) return ERR_MEM;
	} else pbuf_remove_header(p, DEVICE_HEADER);
	enum device_result r = device_send(neighbour, whole->payload, whole->tot_len);
	/* An isle that has not opened its device yet is waited for by those that send again anyway. */
	if (r == DEVICE_FULL || (r == DEVICE_ABSENT && reliable)) {
		blocked = 1;
		err = ERR_MEM;
	}
	if (whole != p) pbuf_free(whole);
	return err;
}

static err_t send4(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	int tcp = ((const struct ip_hdr *)p->payload)->_proto == IP_PROTO_TCP;
	if (n == &outside) return to_device(0, p, tcp);
	if (!ip4_addr_isbroadcast(to, n)) return to_device(neighbour_of4(to), p, tcp);
	for (uint32_t i = 1; i < NET_NEIGHBOURS; i++)
		if (i - 1 != (uint32_t)*word(BOOT_ISLE) && hv_isle_state(i - 1) == 1) to_device(i, p, 0);
	return ERR_OK;
}

static err_t send6(struct netif *n, struct pbuf *p, const ip6_addr_t *to)
{
	int tcp = ((const struct ip6_hdr *)p->payload)->_nexth == IP6_NEXTH_TCP;
	return to_device(n == &outside ? 0 : neighbour_of6(to), p, tcp);
}

static err_t refuse4(struct netif *n, struct pbuf *p, const ip4_addr_t *to) { return ERR_RTE; }
static err_t refuse6(struct netif *n, struct pbuf *p, const ip6_addr_t *to) { return ERR_RTE; }

static err_t set_up(struct netif *n)
{
	n->name[0] = 'e';
	n->name[1] = 't';
	n->output = n == &nowhere ? refuse4 : send4;
	n->output_ip6 = n == &nowhere ? refuse6 : send6;
	n->mtu = stack_mtu();
	n->flags = NETIF_FLAG_UP | NETIF_FLAG_LINK_UP | NETIF_FLAG_BROADCAST;
	int checked = n == &outside && *word(BOOT_NET) & NET_CHECKSUM;
	NETIF_SET_CHECKSUM_CTRL(n, checked ? NETIF_CHECKSUM_ENABLE_ALL : NETIF_CHECKSUM_DISABLE_ALL);
	return ERR_OK;
}

static void add_interface(struct netif *n)
{
	uint32_t host = *word(BOOT_ISLE) + 2;
	ip4_addr_t own = { lwip_htonl(NET_PREFIX + host) }, mask = { lwip_htonl(0xffffff00) }, none = { 0 };
	if (n == &nowhere) own = mask = none;
	netif_add(n, &own, &mask, &none, 0, set_up, ip_input);
	ip6_addr_t own6;
	IP6_ADDR(&own6, PP_HTONL(0xfd286865), PP_HTONL(0x726d6974), 0, lwip_htonl(host));
	netif_ip6_addr_set(n, 0, &own6);
	netif_ip6_addr_set_state(n, 0, IP6_ADDR_PREFERRED);
}

/* ---- In ----------------------------------------------------------------------------------------------------------------- */

/* The data of a packet, where it lies in the ring; or, if lwIP keeps it longer than the ring may, in a copy of its own. */
struct arrived {
	struct pbuf_custom pbuf;
	void *copy;
	int done;
};
/* Memory for a copy when there is none left: filled again as soon as there is some. */
static void *spare;

static void arrived_free(struct pbuf *p)
{
	struct arrived *a = (struct arrived *)p;
	a->done = 1;
	if (!a->copy) return;
	net_free(a->copy);
	net_free(a);
}

/* Headers of IP and TCP of a packet whose data can stay where it is; 0: the whole packet is to be copied. */
static uint32_t headers_of(const uint8_t *h, uint32_t length)
{
	if (length < SMALL || h[0] >> 4 != 4 || h[9] != IP_PROTO_TCP || (h[6] & 0x3f) | h[7]) return 0;
	uint32_t ip = (h[0] & 15) * 4, all = ip + (ip <= 60 ? (h[ip + 12] >> 4) * 4 : 0);
	return ip >= 20 && all >= ip + 20 && all <= HEADERS ? all : 0;
}

static void input(struct netif *n, struct pbuf *p)
{
	if (n->input(p, n) != ERR_OK) pbuf_free(p);
}

static void input_in_place(struct netif *n, struct pbuf *p, const uint8_t *data, uint32_t length)
{
	struct arrived *a = net_malloc(sizeof *a);
	if (!a) {
		pbuf_free(p);
		return;
	}
	a->copy = 0;
	a->done = 0;
	a->pbuf.custom_free_function = arrived_free;
	pbuf_cat(p, pbuf_alloced_custom(PBUF_RAW, length, PBUF_REF, &a->pbuf, (void *)data, length));
	input(n, p);
	if (!a->done) {
		struct pbuf *kept = &a->pbuf.pbuf;
		if (!(a->copy = net_malloc(kept->len + 1))) a->copy = spare, spare = 0;
		memcpy(a->copy, kept->payload, kept->len);
		kept->payload = a->copy;
	} else net_free(a);
}

void stack_input(uint32_t neighbour, const uint8_t *packet, uint32_t length)
{
	struct netif *n = neighbour ? &isles : &outside;
	uint8_t h[HEADERS];
	uint32_t headers = 0;
	if (length < 20) return;
	if (!spare) spare = net_malloc(LOOP_MTU);
	if (neighbour && spare && length >= SMALL) {
		memcpy(h, packet, HEADERS);
		headers = headers_of(h, length);
	}
	struct pbuf *p = pbuf_alloc(PBUF_RAW, headers ? headers : length, PBUF_RAM);
	if (!p) return;
	memcpy(p->payload, headers ? h : packet, p->len);
	const uint8_t *first = p->payload;
	if (first[0] >> 4 == 4 ? (first[6] & 0x3f) | first[7] : first[6] == IP6_NEXTH_FRAGMENT) reassembling = REASSEMBLY_SECONDS;
	if (headers) input_in_place(n, p, packet + headers, length - headers);
	else input(n, p);
}

/* ---- Turns --------------------------------------------------------------------------------------------------------------- */

static int looped(void)
{
	struct netif *n;
	NETIF_FOREACH(n) if (n->loop_first) return 1;
	return 0;
}

/* Whether a connection has something under way that may have to be sent again, or acknowledged. */
static int restless(void)
{
	const int flags = TF_ACK_DELAY | TF_ACK_NOW | TF_NAGLEMEMERR | TF_CLOSEPEND;
	for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		if (p->unsent || p->unacked || p->ooseq || p->refused_data || p->flags & flags || (p->state != ESTABLISHED && p->state != CLOSE_WAIT))
			return 1;
	return 0;
}

/* Runs TCP's timers if they are due: nanoseconds on the clock when they are next, or NO_TIME. */
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

/* What was refused because a ring was full, or a neighbour not there yet, is tried again. */
static void try_again(void)
{
	if (!blocked) return;
	blocked = 0;
	tcp_txnow();
	datagrams_room();
}

void stack_turn(int (*enough)(void))
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
		tcp_peers_gone();
	}
	try_again();
	while (looped()) netif_poll_all();
}

int64_t stack_service(void)
{
	lock(&stack_lock);
	stack_turn(0);
	double now = hv_clock(), next = tick(now), other = reassembly(now);
	if (other < next) next = other;
	if (blocked && now + NET_RETRY < next) next = now + NET_RETRY;
	while (looped()) netif_poll_all();
	unlock(&stack_lock);
	return next == NO_TIME ? -1 : next > now ? (int64_t)(next - now) : 0;
}

static int bring_up(void)
{
	lock(&stack_lock);
	int r = up ? 0 : device_open();
	if (!up && !r) {
		extern long sys_getrandom(long, long, long, long, long, long);
		sys_getrandom((long)random_state, sizeof random_state, 0, 0, 0, 0);
		random_state[0] |= 1;
		lwip_init();
		add_interface(&isles);
		add_interface(&outside);
		add_interface(&nowhere);
		netif_set_default(&nowhere);
		struct netif *lo = netif_get_by_index(1);
		lo->mtu = LOOP_MTU;
		NETIF_SET_CHECKSUM_CTRL(lo, NETIF_CHECKSUM_DISABLE_ALL);
		ended = load(word(ISLES_ENDED));
		last_tick = hv_clock();
		store(&up, 1);
		network_start();
	}
	unlock(&stack_lock);
	return r;
}

int stack_up(void) { return load(&up); }

int stack_enter(void)
{
	if (unlikely(!load(&up))) {
		int r = bring_up();
		if (r) return r;
	}
	lock(&stack_lock);
	return 0;
}

void stack_leave(void)
{
	while (looped()) netif_poll_all();
	unlock(&stack_lock);
	if (tcp_active_pcbs || blocked) network_needed();
}

int net_turn(void)
{
	if (!load(&up) || !(device_pending() || blocked) || load(&stack_lock) || cas(&stack_lock, 0, 1)) return 0;
	stack_turn(0);
	unlock(&stack_lock);
	return 1;
}

int lwip_error(int err)
{
	static const short errors[] = {
		[-ERR_MEM] = ENOMEM, [-ERR_BUF] = ENOBUFS, [-ERR_TIMEOUT] = ETIMEDOUT, [-ERR_RTE] = ENETUNREACH, [-ERR_INPROGRESS] = EINPROGRESS,
		[-ERR_VAL] = EINVAL, [-ERR_WOULDBLOCK] = EAGAIN, [-ERR_USE] = EADDRINUSE, [-ERR_ALREADY] = EALREADY, [-ERR_ISCONN] = EISCONN,
		[-ERR_CONN] = ENOTCONN, [-ERR_IF] = ENODEV, [-ERR_ABRT] = ECONNABORTED, [-ERR_RST] = ECONNRESET, [-ERR_CLSD] = ENOTCONN, [-ERR_ARG] = EINVAL,
	};
	return err >= 0 ? 0 : -err < (int)(sizeof errors / sizeof *errors) ? -errors[-err] : -EIO;
}
