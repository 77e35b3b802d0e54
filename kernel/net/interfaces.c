/* The isle's interfaces as programs see them: `lo`, and `eth0` where there is a device. */
#include <net/if.h>
#include <net/if_arp.h>
#include <string.h>
#include <sys/ioctl.h>
#include "hooks.h"
#include "inet.h"
#include "interfaces.h"

const struct interface interfaces[] = {
	{ "lo", INTERFACE_LO, IFF_UP | IFF_RUNNING | IFF_LOOPBACK, ARPHRD_LOOPBACK, 8, 128 },
	{ "eth0", INTERFACE_DEVICE, IFF_UP | IFF_RUNNING | IFF_BROADCAST | IFF_MULTICAST, ARPHRD_NONE,
		24, 64 },
};

int interface_count(void) { return *word(BOOT_NET) ? 2 : 1; }
uint32_t interface_address(int i) { return i ? NET_PREFIX + *word(BOOT_ISLE) + 2 : 0x7f000001; }

uint32_t interface_mtu(int i) { return i ? ipstack_mtu() : LOOP_MTU; }

static void put_address(struct sockaddr *to, uint32_t a)
{
	struct sockaddr_in in = { .sin_family = AF_INET };
	in.sin_addr.s_addr = lwip_htonl(a);
	memcpy(to, &in, sizeof in);
}

static long list(struct ifconf *conf)
{
	if (range_bad(conf, sizeof *conf)) return -EFAULT;
	int room = conf->ifc_req ? conf->ifc_len / (int)sizeof(struct ifreq) : interface_count(),
		n = room < interface_count() ? room : interface_count();
	if (conf->ifc_req && n > 0 && range_bad(conf->ifc_req, n * sizeof(struct ifreq)))
		return -EFAULT;
	for (int i = 0; conf->ifc_req && i < n; i++) {
		memset(&conf->ifc_req[i], 0, sizeof(struct ifreq));
		strcpy(conf->ifc_req[i].ifr_name, interfaces[i].name);
		put_address(&conf->ifc_req[i].ifr_addr, interface_address(i));
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
	int i = 0, n = interface_count();
	req->ifr_name[IFNAMSIZ - 1] = 0;
	while (i < n &&
		(request == SIOCGIFNAME ? req->ifr_ifindex != interfaces[i].index
								: strcmp(req->ifr_name, interfaces[i].name)))
		i++;
	if (i == n) return -ENODEV;
	switch (request) {
	case SIOCGIFNAME: strcpy(req->ifr_name, interfaces[i].name); return 0;
	case SIOCGIFINDEX: req->ifr_ifindex = interfaces[i].index; return 0;
	case SIOCGIFFLAGS: req->ifr_flags = interfaces[i].flags; return 0;
	case SIOCGIFADDR: put_address(&req->ifr_addr, interface_address(i)); return 0;
	case SIOCGIFNETMASK:
		put_address(&req->ifr_netmask, ~0u << (32 - interfaces[i].prefix));
		return 0;
	case SIOCGIFBRDADDR: put_address(&req->ifr_broadaddr, i ? NET_PREFIX + 255 : 0); return 0;
	case SIOCGIFMTU: req->ifr_mtu = interface_mtu(i); return 0;
	case SIOCGIFMETRIC: req->ifr_metric = 0; return 0;
	case SIOCGIFHWADDR:
		memset(&req->ifr_hwaddr, 0, sizeof req->ifr_hwaddr);
		req->ifr_hwaddr.sa_family = interfaces[i].type;
		return 0;
	}
	return -ENOTTY;
}
