/* lwIP's interfaces: which way packets go, and how they get onto the device. */
#include "device.h"
#include "net.h"
#include "ipstack.h"
#include "lwip/ip.h"
#include "lwip/netif.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"

/*
 * Interfaces of the one device: packets to isles go without checksums, those to Linux's own stack with them. What cannot be reached
 * has one too, since a route that names none would be looked up by lwIP.
 */
struct netif net_isles, net_outside, net_nowhere;

uint32_t ipstack_mtu(void) { return *word(BOOT_MTU); }

static uint32_t peer_of4(const ip4_addr_t *a) { return (lwip_ntohl(a->addr) & 255) - 1; }
static uint32_t peer_of6(const ip6_addr_t *a) { return lwip_ntohl(a->addr[3]) - 1; }
static int near4(const ip4_addr_t *a) { return (lwip_ntohl(a->addr) & 0xffffff00) == NET_PREFIX; }

static int near6(const ip6_addr_t *a)
{
	const ip6_addr_t *own = netif_ip6_addr(&net_isles, 0);
	return a->addr[0] == own->addr[0] && a->addr[1] == own->addr[1] && !a->addr[2];
}

/* Where packets for a peer of the network (`near`) or for an address outside go. With the stack's lock. */
static struct netif *way(int near, uint32_t n)
{
	int net = *word(BOOT_NET);
	if (!near) return net & NET_OUT ? &net_outside : &net_nowhere;
	if (n == 0) return net & NET_LINUX ? &net_outside : &net_nowhere;
	if (!(net & NET_ISLES) || n >= NET_PEERS) return &net_nowhere;
	return n - 1 == (uint32_t)*word(BOOT_ISLE) || hv_isle_state(n - 1) == 1 || n == 254
		? &net_isles
		: &net_nowhere;
}

struct netif *net_route4(const ip4_addr_t *to)
{
	if (ip4_addr_isloopback(to)) return netif_get_by_index(INTERFACE_LO);
	if (ip4_addr_isbroadcast(to, &net_isles)) return &net_isles;
	return way(near4(to), peer_of4(to));
}

struct netif *net_route6(const ip6_addr_t *to)
{
	if (ip6_addr_isloopback(to)) return netif_get_by_index(INTERFACE_LO);
	return way(near6(to), peer_of6(to));
}

static struct netif *route(const ip_addr_t *to)
{
	return IP_IS_V4(to) ? net_route4(ip_2_ip4(to)) : net_route6(ip_2_ip6(to));
}

int ipstack_reaches(const ip_addr_t *to)
{
	if (route(to) != &net_nowhere) return 0;
	return (IP_IS_V4(to) ? near4(ip_2_ip4(to)) : near6(ip_2_ip6(to))) && *word(BOOT_NET)
		? -EHOSTUNREACH
		: -ENETUNREACH;
}

const ip_addr_t *ipstack_address(const ip_addr_t *to)
{
	struct netif *n = route(to);
	return IP_IS_V4(to) ? netif_ip_addr4(n) : netif_ip_addr6(n, 0);
}

const ip_addr_t *ipstack_address6(void) { return netif_ip_addr6(&net_isles, 0); }

/* With the stack's lock. */
static err_t to_device(uint32_t peer, struct pbuf *p, int reliable)
{
	struct pbuf *whole = p;
	err_t err = ERR_OK;
	if (p->next || pbuf_add_header(p, DEVICE_HEADER)) {
		if (!(whole = pbuf_clone(PBUF_RAW_TX, PBUF_RAM, p))) return ERR_MEM;
	} else pbuf_remove_header(p, DEVICE_HEADER);
	enum device_result r = device_send(peer, whole->payload, whole->tot_len);
	/* An isle that has not opened its device yet is waited for by those that send again anyway. */
	if (r == DEVICE_FULL || (r == DEVICE_ABSENT && reliable)) {
		ipstack_await_room();
		err = ERR_MEM;
	}
	if (whole != p) pbuf_free(whole);
	return err;
}

/* With the stack's lock. */
static err_t send4(struct netif *n, struct pbuf *p, const ip4_addr_t *to)
{
	int tcp = ((const struct ip_hdr *)p->payload)->_proto == IP_PROTO_TCP;
	if (n == &net_outside) return to_device(0, p, tcp);
	if (!ip4_addr_isbroadcast(to, n)) return to_device(peer_of4(to), p, tcp);
	for (uint32_t i = 1; i < NET_PEERS; i++)
		if (i - 1 != (uint32_t)*word(BOOT_ISLE) && hv_isle_state(i - 1) == 1) to_device(i, p, 0);
	return ERR_OK;
}

/* With the stack's lock. */
static err_t send6(struct netif *n, struct pbuf *p, const ip6_addr_t *to)
{
	int tcp = ((const struct ip6_hdr *)p->payload)->_nexth == IP6_NEXTH_TCP;
	return to_device(n == &net_outside ? 0 : peer_of6(to), p, tcp);
}

static err_t refuse4(struct netif *n, struct pbuf *p, const ip4_addr_t *to) { return ERR_RTE; }
static err_t refuse6(struct netif *n, struct pbuf *p, const ip6_addr_t *to) { return ERR_RTE; }

static err_t set_up(struct netif *n)
{
	n->name[0] = 'e';
	n->name[1] = 't';
	n->output = n == &net_nowhere ? refuse4 : send4;
	n->output_ip6 = n == &net_nowhere ? refuse6 : send6;
	n->mtu = ipstack_mtu();
	n->flags = NETIF_FLAG_UP | NETIF_FLAG_LINK_UP | NETIF_FLAG_BROADCAST;
	int checked = n == &net_outside && *word(BOOT_NET) & NET_CHECKSUM;
	NETIF_SET_CHECKSUM_CTRL(n, checked ? NETIF_CHECKSUM_ENABLE_ALL : NETIF_CHECKSUM_DISABLE_ALL);
	return ERR_OK;
}

/* With the stack's lock. */
static void raise(struct netif *n)
{
	uint32_t host = *word(BOOT_ISLE) + 2;
	ip4_addr_t own = { lwip_htonl(NET_PREFIX + host) }, mask = { lwip_htonl(0xffffff00) },
			   none = { 0 };
	if (n == &net_nowhere) own = mask = none;
	netif_add(n, &own, &mask, &none, 0, set_up, ip_input);
	ip6_addr_t own6;
	IP6_ADDR(&own6, PP_HTONL(NET_PREFIX6_HIGH), PP_HTONL(NET_PREFIX6_LOW), 0, lwip_htonl(host));
	netif_ip6_addr_set(n, 0, &own6);
	netif_ip6_addr_set_state(n, 0, IP6_ADDR_PREFERRED);
}

/* With the stack's lock. */
void interfaces_up(void)
{
	raise(&net_isles);
	raise(&net_outside);
	raise(&net_nowhere);
	netif_set_default(&net_nowhere);
	struct netif *lo = netif_get_by_index(INTERFACE_LO);
	lo->mtu = LOOP_MTU;
	NETIF_SET_CHECKSUM_CTRL(lo, NETIF_CHECKSUM_DISABLE_ALL);
}
