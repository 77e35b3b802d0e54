/* A UDP socket, or a raw one for ICMP. Everything here is for who holds the stack's lock, but what struct socket_ops lists, which takes it. */
#ifndef HERMIT_DATAGRAM_H
#define HERMIT_DATAGRAM_H
#include "inet.h"
#include "lwip/raw.h"
#include "lwip/udp.h"

/* Bytes that may wait for a reader: Linux's default. */
#define QUEUE_LIMIT 212992u

struct datagram {
	struct datagram *next;
	ip_addr_t from, to;
	uint16_t port;
	uint32_t size;
	char data[];
};

struct endpoint {
	struct socket base;
	union {
		struct udp_pcb *udp;
		struct raw_pcb *raw;
		struct ip_pcb *ip;
	} pcb;
	uint8_t bound, connected, read_shut, write_shut, only_6, tells_to;
	uint16_t port; /* of a raw socket's peer: none, but remembered */
	uint32_t limit, send_size, queued;
	struct datagram *first, *last;
	struct endpoint *waiting; /* the next that waits for room */
	uint8_t waits;
};

static inline struct endpoint *endpoint_of(struct socket *s) { return (struct endpoint *)s; }
static inline int is_raw(const struct endpoint *e) { return e->base.type == SOCK_RAW; }

/* datagram_data.c */
long datagram_send(struct socket *, struct message *);
long datagram_receive(struct socket *, struct message *);
/* Has lwIP hand over what arrives. */
void datagram_listen(struct endpoint *);
/* It waits for nothing any more, and what it has kept is lost. */
void datagram_forget(struct endpoint *);

#endif
