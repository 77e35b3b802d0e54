/* UDP sockets, and raw ones for ICMP: their names, options, beginning and end. */
#include <sys/ioctl.h>
#include "datagram.h"
#include "lwip/ip.h"

static const struct socket_ops datagram_ops;

/* ---- Names -------------------------------------------------------------------------------------------------------------- */

static long packet_bind(struct socket *s, const struct sockaddr *to, socklen_t size)
{
	struct endpoint *e = endpoint_of(s);
	ip_addr_t ip;
	uint16_t port;
	long r = address_in(s, to, size, &ip, &port);
	if (r) return r;
	ipstack_enter();
	if (e->bound && !is_raw(e)) r = -EINVAL;
	else if (!address_own(&ip) && !ip4_addr_isbroadcast_u32(ip_2_ip4(&ip)->addr, netif_default))
		r = -EADDRNOTAVAIL;
	else {
		if (s->family == AF_INET6 && ip_addr_isany(&ip) && !e->only_6) ip = *IP_ANY_TYPE;
		r = lwip_error(is_raw(e) ? raw_bind(e->pcb.raw, &ip) : udp_bind(e->pcb.udp, &ip, port));
		e->bound = !r;
	}
	ipstack_leave();
	return r;
}

static long packet_connect(struct socket *s, const struct sockaddr *to, socklen_t size)
{
	struct endpoint *e = endpoint_of(s);
	ip_addr_t ip;
	uint16_t port;
	long r = 0;
	int leave = size >= sizeof to->sa_family && to->sa_family == AF_UNSPEC;
	if (!leave && (r = address_in(s, to, size, &ip, &port))) return r;
	ipstack_enter();
	if (leave) {
		if (is_raw(e)) raw_disconnect(e->pcb.raw);
		else udp_disconnect(e->pcb.udp);
		e->connected = 0;
	} else {
		if (address_any(&ip)) {
			if (IP_IS_V4(&ip)) ip_addr_set_loopback_val(0, ip);
			else ip_addr_set_loopback_val(1, ip);
		}
		if (!(r = ipstack_reaches(&ip))) {
			r = lwip_error(
				is_raw(e) ? raw_connect(e->pcb.raw, &ip) : udp_connect(e->pcb.udp, &ip, port));
			e->connected = e->bound = !r;
		}
	}
	ipstack_leave();
	return r;
}

static long name(struct socket *s, int of_peer, struct sockaddr *to, socklen_t *size)
{
	struct endpoint *e = endpoint_of(s);
	long r = ipstack_enter();
	if (of_peer && !e->connected) r = -ENOTCONN;
	else if (of_peer)
		*size = address_out(s, &e->pcb.ip->remote_ip, is_raw(e) ? 0 : e->pcb.udp->remote_port, to);
	else {
		const ip_addr_t *own = &e->pcb.ip->local_ip;
		/* A connected socket's address is the one that it sends from. */
		if (ip_addr_isany(own) && e->connected) own = ipstack_address(&e->pcb.ip->remote_ip);
		*size = address_out(s, own, is_raw(e) ? 0 : e->pcb.udp->local_port, to);
	}
	ipstack_leave();
	return r;
}

/* ---- The rest ----------------------------------------------------------------------------------------------------------- */

static long packet_shutdown(struct socket *s, int how)
{
	struct endpoint *e = endpoint_of(s);
	long r = ipstack_enter();
	if (!e->connected) r = -ENOTCONN;
	if (how != SHUT_WR) e->read_shut = 1;
	if (how != SHUT_RD) e->write_shut = 1;
	socket_changed(s, -1);
	ipstack_leave();
	return r;
}

static int packet_poll(struct socket *s)
{
	struct endpoint *e = endpoint_of(s);
	ipstack_enter();
	int r = (e->first || e->read_shut ? POLLIN | POLLRDNORM : 0) |
		(e->waits ? 0 : POLLOUT | POLLWRNORM);
	if (e->read_shut) r |= POLLRDHUP | (e->write_shut ? POLLHUP : 0);
	if (s->error) r |= POLLERR;
	ipstack_leave();
	return r;
}

static long packet_ioctl(struct socket *s, long request, void *argument)
{
	struct endpoint *e = endpoint_of(s);
	if (request != FIONREAD && request != TIOCOUTQ) return -ENOTTY;
	ipstack_enter();
	*(int *)argument = request == FIONREAD && e->first ? e->first->size : 0;
	ipstack_leave();
	return 0;
}

static long set_option(struct socket *s, int level, int option, const void *value, socklen_t size)
{
	struct endpoint *e = endpoint_of(s);
	if (size < sizeof(int) && level == SOL_SOCKET) return -EINVAL;
	int n = option_value(value, size);
	long r = ipstack_enter();
	if (level == SOL_SOCKET && option == SO_RCVBUF)
		e->limit = n < 1024 ? 2048 : n > 1 << 22 ? 1 << 23 : 2 * n;
	else if (level == SOL_SOCKET && option == SO_SNDBUF)
		e->send_size = n < 2048 ? 4096 : n > 1 << 22 ? 1 << 23 : 2 * n;
	else if (level == SOL_SOCKET && (option == SO_REUSEADDR || option == SO_REUSEPORT)) {
		if (n) ip_set_option(e->pcb.ip, SOF_REUSEADDR);
		else ip_reset_option(e->pcb.ip, SOF_REUSEADDR);
	} else if (level == IPPROTO_IPV6 && option == IPV6_V6ONLY && s->family == AF_INET6) {
		e->only_6 = !!n;
		IP_SET_TYPE_VAL(e->pcb.ip->local_ip, address_type(s, n));
		IP_SET_TYPE_VAL(e->pcb.ip->remote_ip, address_type(s, n));
	} else if ((level == IPPROTO_IP && option == IP_PKTINFO) ||
		(level == IPPROTO_IPV6 && option == IPV6_RECVPKTINFO))
		e->tells_to = !!n;
	else r = inet_set_option(s, e->pcb.ip, level, option, value, size);
	ipstack_leave();
	return r;
}

static long get_option(struct socket *s, int level, int option, void *value, socklen_t *size)
{
	struct endpoint *e = endpoint_of(s);
	long r = ipstack_enter();
	if (level == SOL_SOCKET && option == SO_RCVBUF) r = option_int(value, size, e->limit);
	else if (level == SOL_SOCKET && option == SO_SNDBUF) r = option_int(value, size, e->send_size);
	else if (level == SOL_SOCKET && (option == SO_REUSEADDR || option == SO_REUSEPORT))
		r = option_int(value, size, !!ip_get_option(e->pcb.ip, SOF_REUSEADDR));
	else if (level == IPPROTO_IPV6 && option == IPV6_V6ONLY && s->family == AF_INET6)
		r = option_int(value, size, e->only_6);
	else if ((level == IPPROTO_IP && option == IP_PKTINFO) ||
		(level == IPPROTO_IPV6 && option == IPV6_RECVPKTINFO))
		r = option_int(value, size, e->tells_to);
	else r = inet_get_option(s, e->pcb.ip, level, option, value, size);
	ipstack_leave();
	return r;
}

static void packet_close(struct socket *s)
{
	struct endpoint *e = endpoint_of(s);
	ipstack_enter();
	if (is_raw(e)) raw_remove(e->pcb.raw);
	else udp_remove(e->pcb.udp);
	datagram_forget(e);
	net_free(e);
	ipstack_leave();
}

long datagram_socket(int family, int type, int protocol, struct socket **made)
{
	long r = ipstack_enter();
	if (r) return r;
	struct endpoint *e = net_calloc(1, sizeof *e);
	if (e) {
		e->base.ops = &datagram_ops;
		e->base.family = family;
		e->base.type = type;
		e->base.protocol = protocol;
		e->limit = e->send_size = QUEUE_LIMIT;
		if (type == SOCK_RAW) e->pcb.raw = raw_new_ip_type(address_type(&e->base, 0), protocol);
		else e->pcb.udp = udp_new_ip_type(address_type(&e->base, 0));
		if (!e->pcb.ip) net_free(e), e = 0;
		else datagram_listen(e);
	}
	ipstack_leave();
	if (!e) return -ENOBUFS;
	*made = &e->base;
	return 0;
}

static const struct socket_ops datagram_ops = {
	.bind = packet_bind,
	.connect = packet_connect,
	.name = name,
	.send = datagram_send,
	.receive = datagram_receive,
	.set_option = set_option,
	.get_option = get_option,
	.shutdown = packet_shutdown,
	.poll = packet_poll,
	.ioctl = packet_ioctl,
	.close = packet_close,
};
