/* A TCP socket. Everything here is for who holds the stack's lock, but what struct socket_ops lists, which takes it. */
#ifndef HERMIT_TCP_H
#define HERMIT_TCP_H
#include "inet.h"
#include "lwip/tcp.h"

enum tcp_stage { TCP_FRESH, TCP_CONNECTING, TCP_CONNECTED, TCP_LISTENING, TCP_OVER };

struct tcp {
	struct socket base;
	struct tcp_pcb *pcb; /* lwIP's; NULL once the connection is over */
	enum tcp_stage stage;
	uint8_t bound, read_shut, write_shut, peer_closed;
	uint8_t
		recovering; /* tcp_recover.c: from a loss, until the peer has what was sent before `recover` */
	uint32_t recover;
	uint8_t want_room; /* someone waits for room to send */
	uint8_t only_6, reuse, reuse_port, keep_alive, no_delay;
	int linger; /* seconds, -1: off */
	uint32_t send_size, receive_size; /* SO_SNDBUF and SO_RCVBUF as set, in bytes */
	/* Bytes that wait for a reader: a ring that grows up to TCP_WND. */
	char *ring;
	uint32_t ring_size, head, fill;
	/* A reader's own buffers, while it looks for something to arrive. */
	struct cursor *direct;
	/* Of a listening socket: connections that wait for accept. */
	struct tcp *first, *last, *next;
	struct tcp *
		group; /* a ring of those that listen on one port with SO_REUSEPORT: they share its control block */
	ip_addr_t local, peer; /* names, once the connection is made */
	uint16_t local_port, peer_port;
};

extern const struct socket_ops tcp_ops;
static inline struct tcp *tcp_of(struct socket *s) { return (struct tcp *)s; }

struct tcp *tcp_make(int family);
void tcp_remember_names(struct tcp *);
/* Gives it a protocol control block: 0 or -ENOMEM. */
long tcp_attach(struct tcp *, struct tcp_pcb *);

/* tcp_listen.c */
long tcp_listen_socket(struct socket *, int backlog);
long tcp_accept_socket(struct socket *, struct socket **);
/* Gives up its part of the control block: the last one closes it. */
void tcp_stop_listening(struct tcp *);
int tcp_listened_on(const struct tcp *, const ip_addr_t *, uint16_t port);

/* tcp_end.c: why the connections that are being ended right now end, in place of lwIP's reason: an error number, or 0. */
extern int tcp_end_reason;

/* tcp_data.c */
long tcp_send_data(struct socket *, struct message *);
long tcp_receive_data(struct socket *, struct message *);
/* Whether it may be written to, as poll says. */
int tcp_writable(const struct tcp *);
err_t tcp_arrived(void *, struct tcp_pcb *, struct pbuf *, err_t);
err_t tcp_acknowledged(void *, struct tcp_pcb *, uint16_t);
/* tcp_recover.c: after each packet that lwIP was given. */
void tcp_next_hole(void);
/* tcp_options.c */
long tcp_set_option(struct socket *, int level, int option, const void *, socklen_t);
long tcp_get_option(struct socket *, int level, int option, void *, socklen_t *);
/* What was set before there was a control block. */
void tcp_apply_options(struct tcp *);

#endif
