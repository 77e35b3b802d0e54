/* UDP sockets, and raw ones for ICMP: whole packets, kept for their reader in a queue with a limit. */
#define _GNU_SOURCE
#include <string.h>
#include "datagram.h"
#include "device.h"
#include "lwip/ip.h"
#include "lwip/icmp.h"
#include "lwip/prot/icmp.h"

#define DATAGRAM_MAX 65507u

static struct endpoint *room_waiters;
static struct raw_pcb *errors;

/* With the stack's lock. */
void datagrams_room(void)
{
	while (room_waiters) {
		struct endpoint *e = room_waiters;
		room_waiters = e->waiting;
		e->waits = 0;
		socket_changed(&e->base, POLLOUT | POLLWRNORM);
	}
}

/* With the stack's lock. */
static void await_room(struct endpoint *e)
{
	ipstack_await_room();
	if (e->waits) return;
	e->waits = 1;
	e->waiting = room_waiters;
	room_waiters = e;
}

/* With the stack's lock. */
static int keep(struct endpoint *e, struct pbuf *p, const ip_addr_t *from, uint16_t port)
{
	/* What finds no room is lost, as UDP may be. */
	if (e->read_shut || e->queued + p->tot_len > e->limit) return 0;
	struct datagram *d = net_malloc(sizeof *d + p->tot_len);
	if (!d) return 0;
	d->next = 0;
	d->from = *from;
	d->to = *ip_current_dest_addr();
	d->port = port;
	d->size = p->tot_len;
	pbuf_copy_partial(p, d->data, p->tot_len, 0);
	if (e->last) e->last->next = d;
	else e->first = d;
	e->last = d;
	/* The space that it takes counts too, or empty datagrams would have no limit. */
	e->queued += d->size + sizeof *d;
	socket_changed(&e->base, POLLIN | POLLRDNORM);
	return 1;
}

/* With the stack's lock. */
static void arrived(
	void *socket, struct udp_pcb *pcb, struct pbuf *p, const ip_addr_t *from, uint16_t port)
{
	if (socket) keep(socket, p, from, port);
	pbuf_free(p);
}

/* With the stack's lock. */
static uint8_t arrived_raw(void *socket, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	struct endpoint *e = socket;
	if (!e || (e->connected && !ip_addr_cmp(from, &pcb->remote_ip))) return 0;
	/* A reader gets IPv4's header too, but not IPv6's; lwIP wants the packet back as it was. */
	if (IP_IS_V4(from)) keep(e, p, from, 0);
	else {
		struct pbuf *copy = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
		if (copy && !pbuf_remove_header(copy, ip_current_header_tot_len())) keep(e, copy, from, 0);
		if (copy) pbuf_free(copy);
	}
	return 0;
}

/* A port that nobody listens on: told to the connected socket that sent there. With the stack's lock. */
static uint8_t error_arrived(void *arg, struct raw_pcb *pcb, struct pbuf *p, const ip_addr_t *from)
{
	struct {
		struct icmp_echo_hdr icmp;
		uint8_t ip[60];
	} m;
	uint32_t start = ip4_current_header() ? IPH_HL_BYTES(ip4_current_header()) : 0;
	uint16_t n = pbuf_copy_partial(p, &m, sizeof m, start);
	if (n < 8 + 20 + 4 || m.icmp.type != ICMP_DUR || m.icmp.code != ICMP_DUR_PORT ||
		m.ip[9] != IP_PROTO_UDP)
		return 0;
	uint32_t header = (m.ip[0] & 15) * 4, to;
	uint16_t ports[2];
	if (header < 20 || 8 + header + 4 > n) return 0;
	memcpy(&to, m.ip + 16, 4);
	memcpy(ports, m.ip + header, 4);
	for (struct udp_pcb *u = udp_pcbs; u; u = u->next) {
		struct endpoint *e = u->recv_arg;
		if (u->recv != arrived || !e || !e->connected || u->local_port != lwip_ntohs(ports[0]))
			continue;
		if (u->remote_port != lwip_ntohs(ports[1]) || !IP_IS_V4(&u->remote_ip) ||
			ip_2_ip4(&u->remote_ip)->addr != to)
			continue;
		e->base.error = ECONNREFUSED;
		socket_changed(&e->base, -1);
	}
	return 0;
}

/* IP_PKTINFO: which of the isle's addresses a datagram was sent to. */
static void tell_destination(struct message *m, const ip_addr_t *to)
{
	int interface = ip_addr_isloopback(to) ? INTERFACE_LO : INTERFACE_DEVICE;
	if (IP_IS_V4(to)) {
		struct in_pktinfo info = { .ipi_ifindex = interface };
		info.ipi_addr.s_addr = info.ipi_spec_dst.s_addr = ip_2_ip4(to)->addr;
		message_control(m, IPPROTO_IP, IP_PKTINFO, &info, sizeof info);
	} else {
		struct in6_pktinfo info = { .ipi6_ifindex = interface };
		memcpy(&info.ipi6_addr, ip_2_ip6(to)->addr, 16);
		message_control(m, IPPROTO_IPV6, IPV6_PKTINFO, &info, sizeof info);
	}
}

long datagram_receive(struct socket *s, struct message *m)
{
	struct endpoint *e = endpoint_of(s);
	struct cursor to = cursor_of(m);
	ipstack_enter();
	if (!e->first && device_pending()) ipstack_turn(0);
	struct datagram *d = e->first;
	long r = s->error ? socket_error(s) : d ? 0 : e->read_shut ? 0 : -EAGAIN;
	if (!r && d) {
		uint32_t n = cursor_fill(&to, d->data, d->size);
		if (n < d->size) m->result |= MSG_TRUNC;
		r = m->flags & MSG_TRUNC ? d->size : n;
		if (m->name) {
			struct sockaddr_storage from;
			socklen_t size = address_out(s, &d->from, d->port, (struct sockaddr *)&from);
			message_name(m, &from, size);
		}
		if (e->tells_to) tell_destination(m, &d->to);
		if (!(m->flags & MSG_PEEK)) {
			if (!(e->first = d->next)) e->last = 0;
			e->queued -= d->size + sizeof *d;
			net_free(d);
		}
	}
	ipstack_leave();
	return r;
}

/* ---- Out ---------------------------------------------------------------------------------------------------------------- */

/* With the stack's lock. */
static err_t send_raw(struct endpoint *e, struct pbuf *p, const ip_addr_t *to)
{
	/* ICMPv6's checksum covers the addresses, so it is the system's to make; ICMP's is the program's. */
	return raw_sendto(e->pcb.raw, p, to);
}

long datagram_send(struct socket *s, struct message *m)
{
	struct endpoint *e = endpoint_of(s);
	struct cursor from = cursor_of(m);
	ip_addr_t to;
	uint16_t port = 0;
	long r = 0;
	if (m->flags & MSG_OOB) return -EOPNOTSUPP;
	if (m->name && (r = address_in(s, m->name, m->name_size, &to, &port))) return r;
	if (m->size > DATAGRAM_MAX) return -EMSGSIZE;
	ipstack_enter();
	if (device_pending()) ipstack_turn(0);
	if (!m->name && e->connected) {
		to = e->pcb.ip->remote_ip;
		port = is_raw(e) ? 0 : e->pcb.udp->remote_port;
	}
	if (s->error) r = socket_error(s);
	else if (e->write_shut) r = -EPIPE;
	else if (!m->name && !e->connected) r = -EDESTADDRREQ;
	else if (!is_raw(e) && !port) r = -EINVAL;
	else r = ipstack_reaches(&to);
	if (!r) {
		struct pbuf *p = pbuf_alloc(is_raw(e) ? PBUF_IP : PBUF_TRANSPORT, m->size, PBUF_RAM);
		if (!p) r = -ENOBUFS;
		else {
			cursor_drain(&from, p->payload, m->size);
			err_t err = is_raw(e) ? send_raw(e, p, &to) : udp_sendto(e->pcb.udp, p, &to, port);
			pbuf_free(p);
			e->bound = 1;
			if (err == ERR_MEM && ipstack_blocked()) {
				await_room(e);
				r = -EAGAIN;
			} else if (err == ERR_VAL) r = -EACCES; /* a broadcast without SO_BROADCAST */
			else r = err == ERR_OK ? (long)m->size : lwip_error(err);
		}
	}
	ipstack_leave();
	return r;
}

/* With the stack's lock. */
void datagram_listen(struct endpoint *e)
{
	if (!errors && (errors = raw_new_ip_type(IPADDR_TYPE_V4, IP_PROTO_ICMP)))
		raw_recv(errors, error_arrived, 0);
	if (is_raw(e)) raw_recv(e->pcb.raw, arrived_raw, e);
	else udp_recv(e->pcb.udp, arrived, e);
}

/* With the stack's lock. */
void datagram_forget(struct endpoint *e)
{
	for (struct endpoint **p = &room_waiters; *p; p = &(*p)->waiting)
		if (*p == e) {
			*p = e->waiting;
			break;
		}
	for (struct datagram *d = e->first, *next; d; d = next) {
		next = d->next;
		net_free(d);
	}
}
