#include <string.h>
#include "inet.h"
#include "lwip/netif.h"

static const ip_addr_t any4 = IPADDR4_INIT(0);

long address_in(const struct socket *s, const struct sockaddr *from, socklen_t size, ip_addr_t *ip,
	uint16_t *port)
{
	const struct sockaddr_in *a4 = (const void *)from;
	const struct sockaddr_in6 *a6 = (const void *)from;
	if (size < sizeof from->sa_family) return -EINVAL;
	if (from->sa_family != s->family)
		return from->sa_family == AF_UNSPEC && s->family == AF_INET && size >= sizeof *a4 &&
				!a4->sin_addr.s_addr
			? (*ip = any4, *port = lwip_ntohs(a4->sin_port), 0)
			: -EAFNOSUPPORT;
	if (s->family == AF_INET) {
		if (size < sizeof *a4) return -EINVAL;
		ip_addr_set_ip4_u32(ip, a4->sin_addr.s_addr);
		*port = lwip_ntohs(a4->sin_port);
		return 0;
	}
	if (size < sizeof *a6) return -EINVAL;
	*port = lwip_ntohs(a6->sin6_port);
	if (IN6_IS_ADDR_V4MAPPED(&a6->sin6_addr)) {
		uint32_t a;
		memcpy(&a, a6->sin6_addr.s6_addr + 12, 4);
		ip_addr_set_ip4_u32(ip, a);
		return 0;
	}
	uint32_t w[4];
	memcpy(w, &a6->sin6_addr, sizeof w);
	IP_ADDR6(ip, w[0], w[1], w[2], w[3]);
	return 0;
}

socklen_t address_out(
	const struct socket *s, const ip_addr_t *ip, uint16_t port, struct sockaddr *to)
{
	if (s->family == AF_INET) {
		struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = lwip_htons(port) };
		a.sin_addr.s_addr = IP_IS_V4(ip) ? ip4_addr_get_u32(ip_2_ip4(ip)) : 0;
		memcpy(to, &a, sizeof a);
		return sizeof a;
	}
	struct sockaddr_in6 a = { .sin6_family = AF_INET6, .sin6_port = lwip_htons(port) };
	if (IP_IS_V4_VAL(*ip)) {
		memset(a.sin6_addr.s6_addr + 10, 0xff, 2);
		memcpy(a.sin6_addr.s6_addr + 12, &ip_2_ip4(ip)->addr, 4);
	} else if (IP_IS_V6_VAL(*ip)) memcpy(&a.sin6_addr, ip_2_ip6(ip)->addr, 16);
	memcpy(to, &a, sizeof a);
	return sizeof a;
}

/* With the stack's lock. */
int address_own(const ip_addr_t *a)
{
	struct netif *n;
	if (ip_addr_isany(a) || ip_addr_isloopback(a)) return 1;
	NETIF_FOREACH(n)
	if (IP_IS_V4(a) ? ip4_addr_cmp(ip_2_ip4(a), netif_ip4_addr(n))
					: netif_get_ip6_addr_match(n, ip_2_ip6(a)) >= 0)
		return 1;
	return 0;
}

uint8_t address_type(const struct socket *s, int only_6)
{
	return s->family == AF_INET ? IPADDR_TYPE_V4 : only_6 ? IPADDR_TYPE_V6 : IPADDR_TYPE_ANY;
}

long inet_socket(int family, int type, int protocol, struct socket **made)
{
	if (protocol < 0 || protocol > 255) return -EINVAL;
	switch (type) {
	case SOCK_STREAM:
		return protocol && protocol != IPPROTO_TCP ? -EPROTONOSUPPORT : tcp_socket(family, made);
	case SOCK_DGRAM:
		return protocol && protocol != IPPROTO_UDP
			? -EPROTONOSUPPORT
			: datagram_socket(family, type, IPPROTO_UDP, made);
	case SOCK_RAW:
		return protocol != IPPROTO_ICMP && protocol != IPPROTO_ICMPV6
			? -EPROTONOSUPPORT
			: datagram_socket(family, type, protocol, made);
	}
	return -ESOCKTNOSUPPORT;
}

uint32_t cursor_next(struct cursor *c, char **run, uint32_t most)
{
	while (c->left && c->at == c->vector->iov_len) c->vector++, c->at = 0;
	if (!c->left) return 0;
	uint32_t n = c->vector->iov_len - c->at;
	if (n > most) n = most;
	if (n > c->left) n = c->left;
	*run = (char *)c->vector->iov_base + c->at;
	c->at += n;
	c->left -= n;
	return n;
}

uint32_t cursor_fill(struct cursor *c, const void *from, uint32_t n)
{
	uint32_t done = 0, part;
	char *to;
	while (done < n && (part = cursor_next(c, &to, n - done))) {
		memcpy(to, (const char *)from + done, part);
		done += part;
	}
	return done;
}

uint32_t cursor_drain(struct cursor *c, void *to, uint32_t n)
{
	uint32_t done = 0, part;
	char *from;
	while (done < n && (part = cursor_next(c, &from, n - done))) {
		memcpy((char *)to + done, from, part);
		done += part;
	}
	return done;
}
