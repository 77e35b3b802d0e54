/* Options that TCP, UDP and raw sockets have alike, and requests about interfaces. */
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include "inet.h"
#include "lwip/ip.h"
#include "lwip/netif.h"

/* Options that change nothing here, and are kept among lwIP's, where these have no meaning. */
enum { KEPT_OOBINLINE = 0x40, KEPT_DONTROUTE = 0x80 };

long inet_set_option(struct socket *s, struct ip_pcb *pcb, int level, int option, const void *value, socklen_t size)
{
	int n = option_value(value, size);
	if (level == SOL_SOCKET) switch (option) {
	case SO_BROADCAST:
		if (pcb && n) ip_set_option(pcb, SOF_BROADCAST);
		else if (pcb) ip_reset_option(pcb, SOF_BROADCAST);
		return 0;
	/* One interface, no urgent data, no priorities: what they ask for holds. */
	case SO_OOBINLINE: case SO_DONTROUTE:
		if (pcb && n) ip_set_option(pcb, option == SO_OOBINLINE ? KEPT_OOBINLINE : KEPT_DONTROUTE);
		else if (pcb) ip_reset_option(pcb, option == SO_OOBINLINE ? KEPT_OOBINLINE : KEPT_DONTROUTE);
		return 0;
	case SO_PRIORITY: case SO_RCVLOWAT:
		return 0;
	}
	if (level == IPPROTO_IP) switch (option) {
	case IP_TOS:
		if (pcb) pcb->tos = n;
		return 0;
	case IP_TTL:
		if (n != -1 && (n < 1 || n > 255)) return -EINVAL;
		if (pcb) pcb->ttl = n < 0 ? IP_DEFAULT_TTL : n;
		return 0;
	case IP_MTU_DISCOVER: case IP_RECVERR:
		return 0;
	}
	if (level == IPPROTO_IPV6 && s->family == AF_INET6) switch (option) {
	case IPV6_UNICAST_HOPS:
		if (n < -1 || n > 255) return -EINVAL;
		if (pcb) pcb->ttl = n < 0 ? IP_DEFAULT_TTL : n;
		return 0;
	case IPV6_TCLASS:
		if (pcb) pcb->tos = n;
		return 0;
	}
	return level == IPPROTO_IPV6 && s->family == AF_INET ? -EOPNOTSUPP : -ENOPROTOOPT;
}

long inet_get_option(struct socket *s, const struct ip_pcb *pcb, int level, int option, void *value, socklen_t *size)
{
	if (level == SOL_SOCKET) switch (option) {
	case SO_BROADCAST: return option_int(value, size, pcb && ip_get_option(pcb, SOF_BROADCAST));
	case SO_OOBINLINE: return option_int(value, size, pcb && ip_get_option(pcb, KEPT_OOBINLINE));
	case SO_DONTROUTE: return option_int(value, size, pcb && ip_get_option(pcb, KEPT_DONTROUTE));
	case SO_ACCEPTCONN: case SO_PRIORITY: return option_int(value, size, 0);
	case SO_RCVLOWAT: return option_int(value, size, 1);
	}
	if (level == IPPROTO_IP) switch (option) {
	case IP_TOS: return option_int(value, size, pcb ? pcb->tos : 0);
	case IP_TTL: return option_int(value, size, pcb ? pcb->ttl : IP_DEFAULT_TTL);
	case IP_MTU: return option_int(value, size, stack_mtu());
	case IP_MTU_DISCOVER: return option_int(value, size, 0);
	}
	if (level == IPPROTO_IPV6 && s->family == AF_INET6) switch (option) {
	case IPV6_UNICAST_HOPS: return option_int(value, size, pcb ? pcb->ttl : IP_DEFAULT_TTL);
	case IPV6_TCLASS: return option_int(value, size, pcb ? pcb->tos : 0);
	}
	return level == IPPROTO_IPV6 && s->family == AF_INET ? -EOPNOTSUPP : -ENOPROTOOPT;
}

/* ---- Interfaces: `lo`, and `eth0` where there is a device ------------------------------------------------------------------ */

static const struct { const char *name; int index, flags; uint32_t mask; } interfaces[] = {
	{ "lo", INTERFACE_LO, IFF_UP | IFF_RUNNING | IFF_LOOPBACK, 0xff000000 },
	{ "eth0", INTERFACE_DEVICE, IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST, 0xffffff00 },
};

static int count(void) { return *word(BOOT_NET) ? 2 : 1; }
static uint32_t address(int i) { return i ? NET_PREFIX + *word(BOOT_ISLE) + 2 : 0x7f000001; }

static void put_address(struct sockaddr *to, uint32_t a)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	in.sin_addr.s_addr = lwip_htonl(a);
	memcpy(to, &in, sizeof in);
}

static long list(struct ifconf *conf)
{
	if (range_bad(conf, sizeof *conf)) return -EFAULT;
	int room = conf->ifc_req ? conf->ifc_len / (int)sizeof(struct ifreq) : count(), n = room < count() ? room : count();
	if (conf->ifc_req && n > 0 && range_bad(conf->ifc_req, n * sizeof(struct ifreq))) return -EFAULT;
	for (int i = 0; conf->ifc_req && i < n; i++) {
		memset(&conf->ifc_req[i], 0, sizeof(struct ifreq));
		strcpy(conf->ifc_req[i].ifr_name, interfaces[i].name);
		put_address(&conf->ifc_req[i].ifr_addr, address(i));
	}
	conf->ifc_len = n < 0 ? 0 : n * sizeof(struct ifreq);
	return 0;
}

long interface_ioctl(long request, void *argument)
{
	struct ifreq *req = argument;
	if (request == SIOCGIFCONF) return list(argument);
	if (request < SIOCGIFNAME || request > SIOCGIFINDEX) return -ENOTTY;
	if (range_bad(req, sizeof *req)) return -EFAULT;
	int i = 0, n = count();
	req->ifr_name[IFNAMSIZ - 1] = 0;
	while (i < n && (request == SIOCGIFNAME ? req->ifr_ifindex != interfaces[i].index : strcmp(req->ifr_name, interfaces[i].name))) i++;
	if (i == n) return -ENODEV;
	switch (request) {
	case SIOCGIFNAME: strcpy(req->ifr_name, interfaces[i].name); return 0;
	case SIOCGIFINDEX: req->ifr_ifindex = interfaces[i].index; return 0;
	case SIOCGIFFLAGS: req->ifr_flags = interfaces[i].flags; return 0;
	case SIOCGIFADDR: put_address(&req->ifr_addr, address(i)); return 0;
	case SIOCGIFNETMASK: put_address(&req->ifr_netmask, interfaces[i].mask); return 0;
	case SIOCGIFBRDADDR: put_address(&req->ifr_broadaddr, i ? NET_PREFIX + 255 : 0); return 0;
	case SIOCGIFMTU: req->ifr_mtu = i ? stack_mtu() : 65535; return 0;
	case SIOCGIFMETRIC: req->ifr_metric = 0; return 0;
	case SIOCGIFHWADDR: memset(&req->ifr_hwaddr, 0, sizeof req->ifr_hwaddr); req->ifr_hwaddr.sa_family = i ? 0xfffe : 772; return 0;
	}
	return -ENOTTY;
}
