/* AF_NETLINK sockets, as far as they list interfaces and their addresses (getifaddrs, if_nameindex): RFC 3549 says what lies where. */
#include <string.h>
#include "inet.h"
#include "interfaces.h"

#define NETLINK_ROUTE 0

enum {
	MESSAGE_ERROR = 2,
	MESSAGE_DONE = 3,
	NEW_LINK = 16,
	GET_LINK = 18,
	NEW_ADDRESS = 20,
	GET_ADDRESS = 22,
	MULTI = 2
};
enum {
	LINK_NAME = 3,
	LINK_MTU = 4,
	ADDRESS_ADDRESS = 1,
	ADDRESS_LOCAL,
	ADDRESS_LABEL,
	ADDRESS_BROADCAST
};

struct header {
	uint32_t length;
	uint16_t type, flags;
	uint32_t sequence, port;
};
struct link_message {
	uint8_t family, unused;
	uint16_t type;
	int32_t index;
	uint32_t flags, change;
};
struct address {
	uint8_t family, prefix, flags, scope;
	uint32_t index;
};

struct netlink {
	struct socket base;
	volatile int asked; /* GET_LINK or GET_ADDRESS, whose answer waits for a reader; 0: nothing */
	uint8_t family; /* of the addresses that were asked for */
	uint32_t sequence;
};
static const struct socket_ops netlink_ops;

/* Messages are written one behind the other; there is always room: the interfaces are few. */
struct answer {
	char bytes[1024] __attribute__((aligned(4)));
	uint32_t size, begin;
};

static void *add_bytes(struct answer *a, const void *from, uint32_t n)
{
	void *at = memcpy(a->bytes + a->size, from, n);
	memset(a->bytes + a->size + n, 0, -n & 3);
	a->size += (n + 3) & -4u;
	return at;
}

static void begin(
	struct answer *a, const struct netlink *n, int type, const void *body, uint32_t size)
{
	a->begin = a->size;
	add_bytes(
		a, &(struct header){ 0, type, MULTI, n->sequence, *word(BOOT_PID) }, sizeof(struct header));
	add_bytes(a, body, size);
}

static void attribute(struct answer *a, int type, const void *value, uint32_t size)
{
	add_bytes(a, (uint16_t[2]){ 4 + size, type }, 4);
	add_bytes(a, value, size);
}

static void end(struct answer *a)
{
	uint32_t length = a->size - a->begin;
	memcpy(a->bytes + a->begin, &length, 4);
}

static void put_link(struct answer *a, const struct netlink *n, int i)
{
	const struct interface *f = &interfaces[i];
	uint32_t mtu = interface_mtu(i);
	begin(a, n, NEW_LINK,
		&(struct link_message){ .type = f->type, .index = f->index, .flags = f->flags },
		sizeof(struct link_message));
	attribute(a, LINK_NAME, f->name, strlen(f->name) + 1);
	attribute(a, LINK_MTU, &mtu, 4);
	end(a);
}

static void put_address(struct answer *a, const struct netlink *n, int i, int family)
{
	const struct interface *f = &interfaces[i];
	ip_addr_t to;
	if (n->family && n->family != family) return;
	begin(a, n, NEW_ADDRESS,
		&(struct address){ family, family == AF_INET ? f->prefix : f->prefix6, 0, 0, f->index },
		sizeof(struct address));
	if (family == AF_INET) {
		uint32_t own = lwip_htonl(interface_address(i)), all = own | lwip_htonl(255);
		attribute(a, ADDRESS_ADDRESS, &own, 4);
		attribute(a, ADDRESS_LOCAL, &own, 4);
		if (i) attribute(a, ADDRESS_BROADCAST, &all, 4);
	} else {
		ip_addr_set_loopback_val(1, to);
		attribute(
			a, ADDRESS_ADDRESS, i ? ip_2_ip6(ipstack_address6())->addr : ip_2_ip6(&to)->addr, 16);
	}
	attribute(a, ADDRESS_LABEL, f->name, strlen(f->name) + 1);
	end(a);
}

static long ask(struct socket *s, struct message *m)
{
	struct netlink *n = (struct netlink *)s;
	struct {
		struct header h;
		uint8_t family;
	} request = { 0 };
	struct cursor from = cursor_of(m);
	if (cursor_drain(&from, &request, sizeof request) < sizeof request.h ||
		request.h.length > m->size)
		return -EINVAL;
	if (request.h.type != GET_LINK && request.h.type != GET_ADDRESS) return -EOPNOTSUPP;
	n->sequence = request.h.sequence;
	n->family = request.family;
	store(&n->asked, request.h.type);
	socket_changed(s, POLLIN | POLLRDNORM);
	return m->size;
}

static long answer(struct socket *s, struct message *m)
{
	struct netlink *n = (struct netlink *)s;
	struct answer a = { .size = 0 };
	struct cursor to = cursor_of(m);
	int asked = m->flags & MSG_PEEK ? load(&n->asked) : swap(&n->asked, 0);
	if (!asked) return -EAGAIN;
	for (int i = 0; i < interface_count(); i++) {
		if (asked == GET_LINK) put_link(&a, n, i);
		else {
			put_address(&a, n, i, AF_INET);
			put_address(&a, n, i, AF_INET6);
		}
	}
	begin(&a, n, MESSAGE_DONE, &(int){ 0 }, 4);
	end(&a);
	uint32_t done = cursor_fill(&to, a.bytes, a.size);
	if (done < a.size) m->result |= MSG_TRUNC;
	message_name(m, &(struct {
		uint16_t family, pad;
		uint32_t port, groups;
	}){ AF_NETLINK, 0, 0, 0 },
		12);
	return m->flags & MSG_TRUNC ? a.size : done;
}

static long name(struct socket *s, int of_peer, struct sockaddr *to, socklen_t *size)
{
	uint32_t own[3] = { AF_NETLINK, of_peer ? 0 : *word(BOOT_PID), 0 };
	memcpy(to, own, *size = sizeof own);
	return 0;
}

static long bind_any(struct socket *s, const struct sockaddr *to, socklen_t size)
{
	return size < 12 ? -EINVAL : to->sa_family == AF_NETLINK ? 0 : -EAFNOSUPPORT;
}

static int poll_answer(struct socket *s)
{
	return POLLOUT | POLLWRNORM | (load(&((struct netlink *)s)->asked) ? POLLIN | POLLRDNORM : 0);
}

static void close_netlink(struct socket *s)
{
	ipstack_enter();
	net_free(s);
	ipstack_leave();
}

long netlink_socket(int type, int protocol, struct socket **made)
{
	if (type != SOCK_RAW && type != SOCK_DGRAM) return -ESOCKTNOSUPPORT;
	if (protocol != NETLINK_ROUTE) return -EPROTONOSUPPORT;
	long r = ipstack_enter();
	if (r) return r;
	struct netlink *n = net_calloc(1, sizeof *n);
	ipstack_leave();
	if (!n) return -ENOBUFS;
	n->base = (struct socket){
		.ops = &netlink_ops, .family = AF_NETLINK, .type = type, .protocol = protocol
	};
	*made = &n->base;
	return 0;
}

static const struct socket_ops netlink_ops = {
	.bind = bind_any,
	.connect = bind_any,
	.name = name,
	.send = ask,
	.receive = answer,
	.poll = poll_answer,
	.close = close_netlink,
};
