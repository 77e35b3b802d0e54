/* The gateway's network device: packets between lwIP and the rings. */
#include <string.h>
#include "lwip/icmp.h"
#include "lwip/init.h"
#include "lwip/ip4.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6.h"
#include "lwip/ip6_frag.h"
#include "lwip/prot/icmp.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/udp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/raw.h"
#include "lwip/udp.h"
#include "layout.h"
#include "gateway.h"

#define OWN (NET_PREFIX + 1)
#define HEADROOM \
	(2 * \
		DEVICE_HEADER) /* bytes before a packet that is sent: HEADROOM of runtime/device/sender.ts */
_Static_assert(TICK_MS == TCP_TMR_INTERVAL, "a tick is TCP's");
#define PROHIBITED 13 /* ICMP code: administratively prohibited (RFC 1812) */

/* Hosts of the IPv6 network have the numbers that they have in IPv4's. */
static const uint32_t prefix6[2] = { PP_HTONL(NET_PREFIX6_HIGH), PP_HTONL(NET_PREFIX6_LOW) };

struct netif device;
static struct udp_pcb *sender; /* lends its ports to datagrams that are sent */
static bool forwards;
static bool fragments; /* some may wait for others */
static uint8_t stage[HEADROOM + 65536] __attribute__((aligned(16)));
static uint64_t word; /* for the worker's words that are put and got */
static uint8_t outgoing[STAGE_SIZE]; /* where the worker puts bytes that are to be sent */

void memory_start(uintptr_t from, uintptr_t to);

ip_addr_t host_address(uint32_t address)
{
	ip_addr_t a = IPADDR4_INIT(lwip_htonl(address));
	return a;
}

static bool has_headroom(const struct pbuf *p)
{
	uintptr_t start = (uintptr_t)p + LWIP_MEM_ALIGN_SIZE(sizeof(struct pbuf)),
			  at = (uintptr_t)p->payload;
	return (p->type_internal & PBUF_TYPE_FLAG_STRUCT_DATA_CONTIGUOUS) && p->tot_len == p->len &&
		at % 8 == 0 && at >= start + HEADROOM;
}

/* A packet that cannot go now stays with TCP, which is told when there is room (retry); others are lost, as on any link. */
static err_t transmit(struct pbuf *p, uint32_t host)
{
	if (host < 2 || host > NET_PEERS) return ERR_RTE;
	const void *at = p->payload;
	if (!has_headroom(p)) {
		pbuf_copy_partial(p, stage + HEADROOM, p->tot_len, 0);
		at = stage + HEADROOM;
	}
	return gateway_send(host - 1, at, p->tot_len) ? ERR_OK : ERR_MEM;
}

static err_t transmit4(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	uint32_t address = lwip_ntohl(to->addr);
	return (address & 0xffffff00) == NET_PREFIX ? transmit(p, address & 0xff) : ERR_RTE;
}

static err_t transmit6(struct netif *n, struct pbuf *p, const ip6_addr_t *to)
{
	bool ours = to->addr[0] == prefix6[0] && to->addr[1] == prefix6[1] && to->addr[2] == 0;
	return ours ? transmit(p, lwip_ntohl(to->addr[3])) : ERR_RTE;
}

struct netif *net_route4(const ip4_addr_t *to) { return &device; }

struct netif *net_route6(const ip6_addr_t *to) { return &device; }

/* Between isles and gateway nothing is lost. */
signed char net_tcp_packet(struct tcp_pcb *pcb, struct tcp_hdr *h, unsigned short length,
	unsigned short first, unsigned char *second, struct pbuf *p)
{
	return ERR_OK;
}

uint32_t net_random(void) { return gateway_random(); }

static err_t start_device(struct netif *n)
{
	n->name[0] = 'g';
	n->name[1] = 'w';
	n->output = transmit4;
	n->output_ip6 = transmit6;
	NETIF_SET_CHECKSUM_CTRL(n, NETIF_CHECKSUM_DISABLE_ALL);
	return ERR_OK;
}

/* All datagrams, of this and other destinations, whole: lwIP has put their fragments together. */
static u8_t take_datagram(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	const struct ip_hdr *ip = p->payload;
	if (IPH_V(ip) != 4) return 0;
	uint32_t header = IPH_HL_BYTES(ip);
	struct udp_hdr udp;
	if (pbuf_copy_partial(p, &udp, sizeof udp, header) == sizeof udp) {
		uint32_t length = lwip_ntohs(udp.len), source = lwip_ntohl(ip->src.addr),
				 to = lwip_ntohl(ip->dest.addr);
		if (length >= sizeof udp && header + length <= p->tot_len && udp.src != 0) {
			uint32_t start = header + sizeof udp;
			const uint8_t *data = (const uint8_t *)p->payload + start;
			length -= sizeof udp;
			if (p->len < start + length) {
				pbuf_copy_partial(p, stage + HEADROOM, length, start);
				data = stage + HEADROOM;
			}
			uint32_t code = gateway_datagram(
				source, lwip_ntohs(udp.src), to, lwip_ntohs(udp.dest), data, length);
			if (code) icmp_dest_unreach(p, code);
		}
	}
	pbuf_free(p);
	return 1;
}

/* `end`: of the memory, whose part behind the data is lwIP's. `out`: packets for other destinations are taken. */
EXPORT("start") void start(uint32_t end, uint32_t mtu, uint32_t out)
{
	extern char __heap_base;
	memory_start((uintptr_t)&__heap_base, end);
	forwards = out;
	lwip_init();
	ip4_addr_t address = { PP_HTONL(OWN) }, mask = { PP_HTONL(0xffffff00) }, none = { 0 };
	netif_add(&device, &address, &mask, &none, NULL, start_device, ip_input);
	device.mtu = mtu;
	ip6_addr_t six = { { prefix6[0], prefix6[1], 0, PP_HTONL(1) } };
	netif_ip6_addr_set(&device, 0, &six);
	netif_ip6_addr_set_state(&device, 0, IP6_ADDR_PREFERRED);
	netif_set_default(&device);
	netif_set_up(&device);
	netif_set_link_up(&device);
	struct raw_pcb *datagrams = raw_new_ip_type(IPADDR_TYPE_V4, IP_PROTO_UDP);
	raw_recv(datagrams, take_datagram, NULL);
	sender = udp_new_ip_type(IPADDR_TYPE_V4);
}

EXPORT("word") void *gateway_word(void) { return &word; }

EXPORT("stage") void *gateway_stage(void) { return outgoing; }

void deliver(struct pbuf *p, uint32_t destination)
{
	/* lwIP takes what is for its own addresses, and answers from the address that a packet was for. */
	uint32_t own = device.ip_addr.u_addr.ip4.addr;
	device.ip_addr.u_addr.ip4.addr = lwip_htonl(destination);
	if (ip4_input(p, &device) != ERR_OK) pbuf_free(p);
	device.ip_addr.u_addr.ip4.addr = own;
}

static struct pbuf *packet(const void *at, uint32_t length)
{
	/* A pbuf's length has 16 bits. */
	struct pbuf *p = length > MTU_MAX ? NULL : pbuf_alloc(PBUF_RAW, length, PBUF_RAM);
	if (p) memcpy(p->payload, at, length);
	return p;
}

static void input4(struct pbuf *p, uint32_t host)
{
	const struct ip_hdr *ip = p->payload;
	uint32_t to = p->len < IP_HLEN ? 0 : lwip_ntohl(ip->dest.addr);
	if (p->len < IP_HLEN || lwip_ntohl(ip->src.addr) != NET_PREFIX + host ||
		(to != OWN && (!forwards || (to & 0xffffff00) == NET_PREFIX))) {
		pbuf_free(p);
		return;
	}
	uint8_t protocol = IPH_PROTO(ip);
	uint32_t part = lwip_ntohs(IPH_OFFSET(ip)) & (IP_OFFMASK | IP_MF);
	fragments |= part != 0;
	if (to != OWN && protocol != IP_PROTO_TCP && protocol != IP_PROTO_UDP) {
		if (!(part & IP_OFFMASK) && protocol != IP_PROTO_ICMP) icmp_dest_unreach(p, PROHIBITED);
		pbuf_free(p);
	} else if (!forwards || protocol != IP_PROTO_TCP || part || !hold_syn(p)) {
		deliver(p, to);
	}
}

static void input6(struct pbuf *p, uint32_t host)
{
	const struct ip6_hdr *ip = p->payload;
	const uint32_t *from = ip->src.addr;
	if (p->len < IP6_HLEN || from[0] != prefix6[0] || from[1] != prefix6[1] || from[2] ||
		lwip_ntohl(from[3]) != host || ip6_input(p, &device) != ERR_OK)
		pbuf_free(p);
}

/*
 * A packet of a peer's, whose source must be the peer's address. It lies where its sender can still write, so all that is looked at is
 * the copy.
 */
EXPORT("input") void input(const void *at, uint32_t length, uint32_t peer)
{
	struct pbuf *p = packet(at, length);
	if (!p) return;
	uint8_t version = *(const uint8_t *)p->payload >> 4;
	if (version == 4) input4(p, peer + 1);
	else if (version == 6) input6(p, peer + 1);
	else pbuf_free(p);
}

/* From an address that may be another than the gateway's. May be called from gateway_datagram. */
EXPORT("send_datagram")
int send_datagram(uint32_t from, uint32_t from_port, uint32_t to, uint32_t to_port,
	const void *data, uint32_t length)
{
	struct pbuf *p = pbuf_alloc(PBUF_TRANSPORT, length, PBUF_RAM);
	if (!p) return ERR_MEM;
	pbuf_take(p, data, length);
	ip_addr_t source = host_address(from), destination = host_address(to);
	sender->local_port = from_port;
	err_t sent = udp_sendto_if_src(sender, p, &destination, to_port, &device, &source);
	pbuf_free(p);
	return sent;
}

/* Whether time has to go on: for TCP in steps of 20 ms, for fragments in steps of 1 s. */
EXPORT("busy") int busy(void) { return tcp_active_pcbs || tcp_tw_pcbs || fragments; }

EXPORT("tick") void tick(uint32_t second)
{
	tcp_tmr();
	if (!second || !fragments) return;
	static uint32_t seconds;
	ip_reass_tmr();
	ip6_reass_tmr();
	/* Reassembly gives up after IP_REASS_MAXAGE seconds: then nothing is left but what came since. */
	if (++seconds % (2 * IP_REASS_MAXAGE) == 0) fragments = false;
}

/* A peer has room again. */
EXPORT("retry") void retry(void) { tcp_txnow(); }
