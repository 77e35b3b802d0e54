/* Making connections, names, and the end of a direction. */
#include <string.h>
#include "socket_calls.h"

/* An address that the caller gave: 0 or an error. */
static long address_bad(const struct sockaddr *address, uint32_t size)
{
	if (size > sizeof(struct sockaddr_storage)) return -EINVAL;
	return range_bad(address, size) ? -EFAULT : 0;
}

/* Where the caller wants one: 0 or an error. */
static long room_bad(const struct sockaddr *address, const socklen_t *room)
{
	if (range_bad(room, sizeof *room)) return -EFAULT;
	if ((int)*room < 0) return -EINVAL;
	return *room && range_bad(address, *room) ? -EFAULT : 0;
}

static long give_name(struct socket *s, int of_peer, struct sockaddr *address, socklen_t *room)
{
	struct sockaddr_storage name = { 0 };
	socklen_t all = 0;
	long r = s->ops->name ? s->ops->name(s, of_peer, (struct sockaddr *)&name, &all) : -EOPNOTSUPP;
	if (r) return r;
	memcpy(address, &name, all < *room ? all : *room);
	*room = all;
	return 0;
}

SYSCALL(bind)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	if (!(r = address_bad(address, size)))
		r = h.socket->ops->bind ? h.socket->ops->bind(h.socket, address, size) : -EOPNOTSUPP;
	file_put(h.file);
	return r;
}

SYSCALL(listen)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = h.socket->ops->listen ? h.socket->ops->listen(h.socket, backlog) : -EOPNOTSUPP;
	file_put(h.file);
	return r;
}

/* Takes a connection, waiting for one where that is wanted. */
static long take(const struct held *h, struct socket **connection)
{
	struct socket *s = h->socket;
	if (!s->ops->accept) return -EOPNOTSUPP;
	int64_t deadline = socket_deadline(s->receive_timeout);
	for (;;) {
		int seen = load_sync(&s->changed);
		long r = s->ops->accept(s, connection);
		if (r != -EAGAIN || h->file->flags & O_NONBLOCK) return r;
		if ((r = socket_wait(s, seen, deadline))) return r;
	}
}

static long accept_with(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
	struct held h;
	struct socket *connection;
	if (flags & ~(SOCK_NONBLOCK | SOCK_CLOEXEC)) return -EINVAL;
	long r = socket_get(fd, &h);
	if (r) return r;
	if (!address || !(r = room_bad(address, size))) r = take(&h, &connection);
	file_put(h.file);
	if (r) return r;
	/* Without its file nobody else can end it meanwhile. */
	if (address && (r = give_name(connection, 1, address, size))) {
		connection->ops->close(connection);
		return r == -ENOTCONN ? -ECONNABORTED : r;
	}
	return socket_install(connection, flags);
}

SYSCALL(accept) { return accept_with(fd, address, size, 0); }

SYSCALL(accept4) { return accept_with(fd, address, size, flags); }

/* Waits for the end of a connect that has begun. */
static long finish(struct socket *s, int64_t deadline)
{
	for (;;) {
		int seen = load_sync(&s->changed);
		long r = s->ops->connected ? s->ops->connected(s) : 0;
		if (r != -EINPROGRESS) return r;
		if ((r = socket_wait(s, seen, deadline))) return r == -EAGAIN ? -EINPROGRESS : r;
	}
}

static long connect_to(const struct held *h, const struct sockaddr *address, socklen_t size)
{
	struct socket *s = h->socket;
	if (!s->ops->connect) return -EOPNOTSUPP;
	int64_t deadline = socket_deadline(s->send_timeout);
	for (;;) {
		int seen = load_sync(&s->changed);
		long r = s->ops->connect(s, address, size);
		if (h->file->flags & O_NONBLOCK) return r;
		if (r == -EINPROGRESS || r == -EALREADY) return finish(s, deadline);
		if (r != -EAGAIN) return r;
		if ((r = socket_wait(s, seen, deadline))) return r;
	}
}

SYSCALL(connect)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	if (!(r = address_bad(address, size))) r = connect_to(&h, address, size);
	file_put(h.file);
	return r;
}

static long name_of(int fd, int of_peer, struct sockaddr *address, socklen_t *size)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	if (!(r = room_bad(address, size))) r = give_name(h.socket, of_peer, address, size);
	file_put(h.file);
	return r;
}

SYSCALL(getsockname) { return name_of(fd, 0, address, size); }

SYSCALL(getpeername) { return name_of(fd, 1, address, size); }

SYSCALL(shutdown)
{
	struct held h;
	long r = socket_get(fd, &h);
	if (r) return r;
	r = (unsigned)how > SHUT_RDWR ? -EINVAL
		: h.socket->ops->shutdown ? h.socket->ops->shutdown(h.socket, how)
								  : -EOPNOTSUPP;
	file_put(h.file);
	return r;
}
