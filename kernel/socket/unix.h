/*
 * AF_UNIX sockets within the isle.
 *
 * What is sent lies in the receiver's queue, a ring of bytes: plain ones for streams, packets with a head for the other types. A
 * socket's lock guards its queue and `shut`; no two such locks are held at once. `unix_lock`, taken before them, guards the names,
 * the list of all sockets, and who waits at a listener.
 *
 * A socket lives while `references` is not 0: one of its file, or of the listener at whose door it waits, and one of every socket
 * whose peer it is. The peer of a stream or a SEQPACKET socket is set before anyone can send, and given up when the socket closes;
 * that of a DGRAM socket can change at any time: hence unix_peer.
 */
#ifndef HERMIT_UNIX_H
#define HERMIT_UNIX_H
#include <sys/un.h>
#include "socket.h"

#define UNIX_PAGES (UNIX_QUEUE / PAGE_SIZE_)

enum { SHUT_READ = 1, SHUT_WRITE = 2, SHUT_BOTH = 3 };
enum { UNIX_IDLE, UNIX_LISTENS, UNIX_CONNECTED };

/* Size 0: none. The size of a path counts its NUL, for which the address itself may have no room: it is in `end`. */
struct unix_name {
	socklen_t size;
	struct sockaddr_un address;
	char end[2];
};

struct unix_socket {
	struct socket s;
	volatile int lock, references;
	volatile int state, shut, closed;
	struct unix_socket *volatile peer;
	struct unix_name name;
	int owns_name;                              /* not one that it has from its listener */
	struct unix_socket *next, **link;           /* of all sockets */
	struct unix_socket *door, *door_next;       /* listener: those that wait, oldest first */
	int waiting, backlog;
	struct unix_socket *starved_by; /* the socket whose queue had no room, or whose door was full */
	volatile int starves; /* somebody's starved_by is this */
	char *ring; /* UNIX_QUEUE bytes, from when something is sent */
	uint32_t head, fill; /* next byte to take, bytes in the ring */
	uint32_t taken; /* bytes ever taken: places of a stream's files */
	uint32_t unread; /* bytes of messages in the ring, without heads and names */
	struct rights *rights, **rights_end; /* files on the way, in order */
	uint32_t options; /* of SOL_SOCKET: bit n is option n */
};

/* Files that travel with bytes. */
#define RIGHTS_MAX 253 /* of one message: Linux's limit */
struct rights {
	struct rights *next;
	uint32_t place,
		size; /* of a stream: the count of the byte that they came with, and how many were sent with them */
	int count;
	struct file *files[RIGHTS_MAX];
};

extern volatile int unix_lock;
extern const struct socket_ops unix_ops;

static inline struct unix_socket *unix_of(struct socket *s) { return (struct unix_socket *)s; }
/* The peer, good until unix_release; NULL: none. Only that of a DGRAM socket has to be held for that. */
struct unix_socket *unix_held_peer(struct unix_socket *);
void unix_put(struct unix_socket *);
static inline struct unix_socket *unix_peer(struct unix_socket *u)
{
	return likely(u->s.type != SOCK_DGRAM) ? u->peer : unix_held_peer(u);
}
static inline void unix_release(struct unix_socket *u, struct unix_socket *peer)
{
	if (unlikely(u->s.type == SOCK_DGRAM)) unix_put(peer);
}
/* Ends being the peer. */
void unix_forget(struct unix_socket *, struct unix_socket *peer);
/* The socket of that name, held; or an error. */
long unix_find(const struct sockaddr *, socklen_t size, int type, struct unix_socket **);
/* `s` could not go on because of `by`; and `by`, which has room again, wakes those. */
void unix_starve(struct unix_socket *s, struct unix_socket *by);
void unix_feed(struct unix_socket *by);

/* With its lock: bytes into the ring and out of it, `at` bytes from its head; there must be room for them or so many. */
void unix_fill(struct unix_socket *, const void *from, uint32_t n);
void unix_look(struct unix_socket *, uint32_t at, void *to, uint32_t n);
void unix_drop(struct unix_socket *, uint32_t n);
/* The same for vectors. */
void unix_fill_vectors(struct unix_socket *, const struct iovec *, uint32_t n);
void unix_look_vectors(struct unix_socket *, uint32_t at, const struct iovec *, uint32_t n);

/* Makes rights of a message's ancillary data: 0 and NULL where there are none. */
long unix_rights_make(const struct message *, struct rights **);
/* Gives them to a receiver as descriptors; `keep`: they stay where they are, for another. */
void unix_rights_give(struct rights *, struct message *, int keep);
void unix_rights_drop(struct rights *);
/* With its lock: adds them at the end of the queue. */
void unix_rights_add(struct unix_socket *, struct rights *, uint32_t place, uint32_t size);

long unix_send(struct socket *, struct message *);
long unix_receive(struct socket *, struct message *);
int unix_poll(struct socket *);
long unix_set_option(struct socket *, int level, int option, const void *value, socklen_t size);
long unix_get_option(struct socket *, int level, int option, void *value, socklen_t *size);
long unix_ioctl(struct socket *, long request, void *argument);

#endif
