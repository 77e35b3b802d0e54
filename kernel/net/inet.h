/* Sockets of the Internet families: what TCP, UDP and raw IP have in common. */
#ifndef HERMIT_INET_H
#define HERMIT_INET_H
#include <netinet/in.h>
#include "net.h"
#include "socket.h"

/* An address as lwIP has it. -EINVAL: too short; -EAFNOSUPPORT: of another family than the socket's. */
long address_in(
	const struct socket *, const struct sockaddr *, socklen_t size, ip_addr_t *, uint16_t *port);
/* And as the program sees it: IPv4 is mapped into IPv6 for a socket of that family. `to` has room for a sockaddr_storage. */
socklen_t address_out(const struct socket *, const ip_addr_t *, uint16_t port, struct sockaddr *to);
/* Whether the isle has the address (any address and loopback too), so that it can be bound to. */
int address_own(const ip_addr_t *);
/* lwIP's name for the addresses that a socket of this family takes. */
uint8_t address_type(const struct socket *, int only_6);
static inline int address_any(const ip_addr_t *a) { return ip_addr_isany(a); }

long tcp_socket(int family, struct socket **);
long datagram_socket(int family, int type, int protocol, struct socket **);

/* What the options of both are kept in: set before there is a protocol control block, and after. */
struct ip_pcb;
long inet_set_option(
	struct socket *, struct ip_pcb *, int level, int option, const void *value, socklen_t size);
long inet_get_option(
	struct socket *, const struct ip_pcb *, int level, int option, void *value, socklen_t *size);
/* A number of one byte or four. */
static inline int option_value(const void *value, socklen_t size)
{
	return size >= sizeof(int) ? *(const int *)value : size ? *(const uint8_t *)value : 0;
}
static inline long option_int(void *value, socklen_t *size, int n)
{
	*(int *)value = n;
	*size = sizeof n;
	return 0;
}

/* A place among the buffers of a message. */
struct cursor {
	const struct iovec *vector;
	uint32_t at, left;
};
static inline struct cursor cursor_of(const struct message *m)
{
	return (struct cursor){ m->vectors, 0, m->size };
}
/* Copies up to `n` bytes to the buffers, or from them: how many. */
uint32_t cursor_fill(struct cursor *, const void *from, uint32_t n);
uint32_t cursor_drain(struct cursor *, void *to, uint32_t n);
/* The next run of bytes of the buffers, at most `most` of them: its length, 0 at the end. */
uint32_t cursor_next(struct cursor *, char **run, uint32_t most);

#endif
