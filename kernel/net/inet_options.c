/* Options that TCP, UDP and raw sockets have alike. */
#include "inet.h"
#include "lwip/ip.h"

/* Options that change nothing here, and are kept among lwIP's, where these have no meaning. */
enum { KEPT_OOBINLINE = 0x40, KEPT_DONTROUTE = 0x80 };

/* With the stack's lock. */
long inet_set_option(
	struct socket *s, struct ip_pcb *pcb, int level, int option, const void *value, socklen_t size)
{
	int n = option_value(value, size);
	if (level == SOL_SOCKET) switch (option) {
		case SO_BROADCAST:
			if (pcb && n) ip_set_option(pcb, SOF_BROADCAST);
			else if (pcb) ip_reset_option(pcb, SOF_BROADCAST);
			return 0;
		/* One interface, no urgent data, no priorities: what they ask for holds. */
		case SO_OOBINLINE:
		case SO_DONTROUTE:
			if (pcb && n)
				ip_set_option(pcb, option == SO_OOBINLINE ? KEPT_OOBINLINE : KEPT_DONTROUTE);
			else if (pcb)
				ip_reset_option(pcb, option == SO_OOBINLINE ? KEPT_OOBINLINE : KEPT_DONTROUTE);
			return 0;
		case SO_PRIORITY:
		case SO_RCVLOWAT: return 0;
		}
	if (level == IPPROTO_IP) switch (option) {
		case IP_TOS:
			if (pcb) pcb->tos = n;
			return 0;
		case IP_TTL:
			if (n != -1 && (n < 1 || n > 255)) return -EINVAL;
			if (pcb) pcb->ttl = n < 0 ? IP_DEFAULT_TTL : n;
			return 0;
		case IP_MTU_DISCOVER:
		case IP_RECVERR: return 0;
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

/* With the stack's lock. */
long inet_get_option(
	struct socket *s, const struct ip_pcb *pcb, int level, int option, void *value, socklen_t *size)
{
	if (level == SOL_SOCKET) switch (option) {
		case SO_BROADCAST: return option_int(value, size, pcb && ip_get_option(pcb, SOF_BROADCAST));
		case SO_OOBINLINE:
			return option_int(value, size, pcb && ip_get_option(pcb, KEPT_OOBINLINE));
		case SO_DONTROUTE:
			return option_int(value, size, pcb && ip_get_option(pcb, KEPT_DONTROUTE));
		case SO_ACCEPTCONN:
		case SO_PRIORITY: return option_int(value, size, 0);
		case SO_RCVLOWAT: return option_int(value, size, 1);
		}
	if (level == IPPROTO_IP) switch (option) {
		case IP_TOS: return option_int(value, size, pcb ? pcb->tos : 0);
		case IP_TTL: return option_int(value, size, pcb ? pcb->ttl : IP_DEFAULT_TTL);
		case IP_MTU: return option_int(value, size, ipstack_mtu());
		case IP_MTU_DISCOVER: return option_int(value, size, 0);
		}
	if (level == IPPROTO_IPV6 && s->family == AF_INET6) switch (option) {
		case IPV6_UNICAST_HOPS: return option_int(value, size, pcb ? pcb->ttl : IP_DEFAULT_TTL);
		case IPV6_TCLASS: return option_int(value, size, pcb ? pcb->tos : 0);
		}
	return level == IPPROTO_IPV6 && s->family == AF_INET ? -EOPNOTSUPP : -ENOPROTOOPT;
}
