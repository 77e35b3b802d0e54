/*
 * Sockets: what every family shares, and what a family of protocols provides.
 *
 * socket/socket*.c have the system calls: they find the socket, check pointers, translate messages, wait, and deal with O_NONBLOCK,
 * MSG_DONTWAIT, MSG_WAITALL, MSG_NOSIGNAL, SO_RCVTIMEO and SO_SNDTIMEO. A family's functions never wait: what cannot be done now
 * answers -EAGAIN, and they are called again after the family has called socket_changed. A change between the attempt and the wait
 * is not lost.
 *
 * A family begins its own struct with a `struct socket` that it allocates and, in `close`, gives back.
 */
#ifndef HERMIT_SOCKET_H
#define HERMIT_SOCKET_H
#include <sys/socket.h>
#include "core.h"
#include "pollers.h"

struct socket {
	const struct socket_ops *ops;
	struct file *file; /* the open file; NULL before it has one and once that is closed */
	volatile int changed; /* counted up by socket_changed; those that wait, wait on it */
	volatile int waiters;
	volatile int
		error; /* of what went on by itself, as a positive number: for SO_ERROR or the next call (socket_error) */
	int family, type, protocol; /* as for socket(), type without flags: filled in by the family */
	int64_t receive_timeout, send_timeout; /* nanoseconds; 0: none */
};

/* One message of a call. What the pointers point to has been checked. */
struct message {
	const struct iovec *vectors; /* bytes to send, or room for those received */
	int count; /* of the vectors */
	uint32_t size; /* their bytes */
	int flags; /* MSG_… of the call; MSG_DONTWAIT and MSG_NOSIGNAL need not concern a family */
	int result; /* receive: adds MSG_TRUNC, MSG_CTRUNC, MSG_EOR, MSG_OOB here as they hold */
	void *name; /* send: destination, NULL: none. receive: use message_name */
	socklen_t name_size, name_room;
	void *control; /* send: ancillary data, NULL: none. receive: use message_control */
	socklen_t control_size; /* send: of all. receive: what is left */
};

/*
 * What a family does for each call. NULL: -EOPNOTSUPP. All return 0 or more, or minus an error number; all may run on any thread,
 * several at once on one socket. None is called after or while `close`.
 */
struct socket_ops {
	/* `size` is at most that of sockaddr_storage; the family checks sa_family (-EAFNOSUPPORT) and that the size is enough (-EINVAL). */
	long (*bind)(struct socket *, const struct sockaddr *, socklen_t size);
	long (*listen)(struct socket *, int backlog);
	/* Takes a connection that has come: a socket without a file, or -EAGAIN. */
	long (*accept)(struct socket *, struct socket **connection);
	/*
	 * 0: done at once. -EINPROGRESS: begun now; -EALREADY: begun before; then `connected` answers -EINPROGRESS while that goes on, and
	 * 0 or once its error (which SO_ERROR then does not give any more) when it has ended. -EAGAIN: to be called again after a change.
	 */
	long (*connect)(struct socket *, const struct sockaddr *, socklen_t size);
	long (*connected)(struct socket *);
	/* Writes the address of this end, or the peer's, and its size; there is room for a sockaddr_storage. -ENOTCONN without a peer. */
	long (*name)(struct socket *, int of_peer, struct sockaddr *, socklen_t *size);
	/*
	 * Bytes accepted: of a stream at least 1 unless the message is empty, perhaps fewer than there are (socket.c calls again with the
	 * rest); else all. -EPIPE where it can take no more: socket.c raises SIGPIPE for it if the type is SOCK_STREAM.
	 */
	long (*send)(struct socket *, struct message *);
	/* Bytes received: 0 at the end of a stream. With MSG_TRUNC among the flags, of a message: its whole length. */
	long (*receive)(struct socket *, struct message *);
	/*
	 * Options that socket.c does not serve (below). A value to set is `size` good bytes, perhaps none (-EINVAL). A value got goes into
	 * OPTION_ROOM bytes, with its size in `size`, where the caller's room stands before; socket.c cuts what it hands on.
	 */
	long (*set_option)(struct socket *, int level, int option, const void *value, socklen_t size);
	long (*get_option)(struct socket *, int level, int option, void *value, socklen_t *size);
	long (*shutdown)(struct socket *, int how); /* SHUT_RD, SHUT_WR or SHUT_RDWR */
	int (*poll)(struct socket *); /* as file_ops.poll; POLLHUP and POLLRDHUP too */
	long (*ioctl)(struct socket *, long request,
		void *
			argument); /* NULL: -ENOTTY. 4 good bytes for FIONREAD and TIOCOUTQ; else the family checks */
	void (*close)(struct socket *);
};

/*
 * Served by socket.c for all families, at SOL_SOCKET: SO_TYPE, SO_DOMAIN, SO_PROTOCOL, SO_ERROR, SO_RCVTIMEO and SO_SNDTIMEO in both
 * forms. All else goes to set_option and get_option (NULL: -ENOPROTOOPT).
 */

/* After anything that a waiting call, poll or epoll could wait for; `events` are the POLL* that may hold now, -1: any. */
static inline void socket_changed(struct socket *s, int events)
{
	add(&s->changed, 1);
	if (load_sync(&s->waiters)) core_wake(&s->changed, -1);
	/* The file may be closed at the same time: its memory stays a file's, and a change too many does no harm. */
	struct file *f = __atomic_load_n(&s->file, __ATOMIC_RELAXED);
	if (f) file_ready(f, events);
}

/* Takes the error that is kept: minus its number, or 0. */
static inline long socket_error(struct socket *s)
{
	return unlikely(load(&s->error)) ? -swap(&s->error, 0) : 0;
}

/* Hands the sender's address to a receive, cut to the room that it has; `size` is what the caller is told. */
static inline void message_name(struct message *m, const void *address, socklen_t size)
{
	if (m->name) __builtin_memcpy(m->name, address, size < m->name_room ? size : m->name_room);
	m->name_size = size;
}

/* Adds ancillary data to a receive; where it does not fit it is cut, and MSG_CTRUNC set. */
void message_control(struct message *, int level, int type, const void *data, socklen_t size);

/* A descriptor for a socket that has no file; on failure (negative) it is closed. `flags`: SOCK_NONBLOCK and SOCK_CLOEXEC. */
long socket_install(struct socket *, int flags);
/* The socket behind a file, or NULL. */
struct socket *socket_of(struct file *);

#define OPTION_ROOM 256

/* The families: a new socket, or why there is none. Flags are taken off `type`. */
long unix_socket(int type, int protocol, struct socket **);
long unix_pair(int type, int protocol, struct socket *pair[2]);
/* AF_INET and AF_INET6. Called by socket() alone, whose file pulls in the IP stack. */
long inet_socket(int family, int type, int protocol, struct socket **);
/* AF_NETLINK, as far as it lists interfaces. */
long netlink_socket(int type, int protocol, struct socket **);

#endif
