// The interfaces of an isle: lo, and eth0 with the isle's address.
// native: no
// run: -i 2 --mem 64M
#include "peers.h"
#include <ifaddrs.h>
#include <net/if.h>

static int compare(const void *a, const void *b) { return strcmp(a, b); }

static void by_requests(int s)
{
	struct ifreq list[8], r;
	struct ifconf c = { .ifc_len = sizeof list, .ifc_req = list };
	SHOW(ioctl(s, SIOCGIFCONF, &c));
	int n = c.ifc_len / (int)sizeof *list;
	SHOW(n);
	for (int i = 0; i < n; i++) {
		struct sockaddr_in *a = (void *)&list[i].ifr_addr;
		printf("%s %s", list[i].ifr_name, inet_ntoa(a->sin_addr));
		r = list[i];
		if (!ioctl(s, SIOCGIFNETMASK, &r)) printf(" mask %s", inet_ntoa(((struct sockaddr_in *)&r.ifr_netmask)->sin_addr));
		if (!ioctl(s, SIOCGIFMTU, &r)) printf(" mtu %d", r.ifr_mtu);
		if (!ioctl(s, SIOCGIFFLAGS, &r))
			printf("%s%s%s", r.ifr_flags & IFF_UP ? " up" : "", r.ifr_flags & IFF_LOOPBACK ? " loopback" : "", r.ifr_flags & IFF_RUNNING ? " running" : "");
		if (!ioctl(s, SIOCGIFINDEX, &r)) printf(" index %d", r.ifr_ifindex);
		printf("\n");
	}
	/* A list that is too short holds what fits. */
	c = (struct ifconf){ .ifc_len = sizeof *list, .ifc_req = list };
	SHOW(ioctl(s, SIOCGIFCONF, &c));
	SHOW(c.ifc_len == sizeof *list);
	/* Without a list, the length that one would need. */
	c = (struct ifconf){ .ifc_len = 0, .ifc_req = NULL };
	SHOW(ioctl(s, SIOCGIFCONF, &c));
	SHOW(c.ifc_len == n * (int)sizeof *list);
	memset(&r, 0, sizeof r);
	strcpy(r.ifr_name, "none0");
	SHOW(ioctl(s, SIOCGIFADDR, &r));
	SHOW(ioctl(s, SIOCGIFADDR, (void *)-16));
	SHOW(ioctl(s, SIOCGIFCONF, (void *)16));
}

int main(void)
{
	if (peers(2)) return 0;
	int s = MUST(socket(AF_INET, SOCK_DGRAM, 0)), n = 0;
	char name[IF_NAMESIZE], lines[8][128];
	by_requests(s);
	SHOW(if_nametoindex("lo"));
	SHOW(if_nametoindex("eth0"));
	SHOW(if_nametoindex("none0"));
	printf("%s\n", if_indextoname(2, name) ? name : "none");
	printf("%s\n", if_indextoname(9, name) ? name : "none");
	struct ifaddrs *all = NULL;
	SHOW(getifaddrs(&all));
	for (struct ifaddrs *i = all; i && n < 8; i = i->ifa_next) {
		if (!i->ifa_addr || i->ifa_addr->sa_family != AF_INET) continue;
		char text[2][INET_ADDRSTRLEN] = { "", "none" };
		inet_ntop(AF_INET, &((struct sockaddr_in *)i->ifa_addr)->sin_addr, text[0], sizeof text[0]);
		if (i->ifa_netmask) inet_ntop(AF_INET, &((struct sockaddr_in *)i->ifa_netmask)->sin_addr, text[1], sizeof text[1]);
		snprintf(lines[n++], sizeof lines[0], "%s %s mask %s%s", i->ifa_name, text[0], text[1], i->ifa_flags & IFF_UP ? " up" : "");
	}
	qsort(lines, n, sizeof lines[0], compare);
	for (int i = 0; i < n; i++) printf("%s\n", lines[i]);
	if (all) freeifaddrs(all);
	struct if_nameindex *names = if_nameindex();
	for (int i = 0; names && names[i].if_index; i++) printf("%u %s\n", names[i].if_index, names[i].if_name);
	if (names) if_freenameindex(names);
	return 0;
}
