/* Life, names and connections of AF_UNIX sockets. */
#define _GNU_SOURCE
#include <poll.h>
#include <string.h>
#include "pages.h"
#include "pool.h"
#include "unix.h"

volatile int unix_lock;
static struct unix_socket *all;
static struct pool sockets = POOL_OF(struct unix_socket);

static struct unix_socket *make(int type)
{
	struct unix_socket *u = pool_take(&sockets);
	if (!u) return 0;
	u->s.ops = &unix_ops;
	u->s.family = AF_UNIX;
	u->s.type = type;
	u->references = 1;
	lock(&unix_lock);
	if ((u->next = all)) all->link = &u->next;
	u->link = &all;
	all = u;
	unlock(&unix_lock);
	return u;
}

void unix_put(struct unix_socket *u)
{
	if (add(&u->references, -1) == 1) pool_give(&sockets, u);
}

struct unix_socket *unix_held_peer(struct unix_socket *u)
{
	lock(&u->lock);
	struct unix_socket *peer = u->peer;
	if (peer) add(&peer->references, 1);
	unlock(&u->lock);
	return peer;
}

void unix_forget(struct unix_socket *u, struct unix_socket *peer)
{
	lock(&u->lock);
	int is = u->peer == peer;
	if (is) u->peer = 0, u->state = UNIX_IDLE;
	unlock(&u->lock);
	if (is) unix_put(peer);
}

static long wrong_type(int type, int protocol)
{
	/* Linux takes SOCK_RAW for SOCK_DGRAM. */
	if (protocol && protocol != AF_UNIX) return -EPROTONOSUPPORT;
	return type == SOCK_STREAM || type == SOCK_DGRAM || type == SOCK_SEQPACKET ? 0
																			   : -ESOCKTNOSUPPORT;
}

long unix_socket(int type, int protocol, struct socket **s)
{
	long r = wrong_type(type == SOCK_RAW ? type = SOCK_DGRAM : type, protocol);
	if (r) return r;
	struct unix_socket *u = make(type);
	*s = &u->s;
	return u ? 0 : -ENOMEM;
}

/* Before others can find them, or with unix_lock. */
static void join(struct unix_socket *a, struct unix_socket *b)
{
	add(&a->references, 1);
	add(&b->references, 1);
	a->peer = b;
	b->peer = a;
	store(&a->state, UNIX_CONNECTED);
	store(&b->state, UNIX_CONNECTED);
}

long unix_pair(int type, int protocol, struct socket *pair[2])
{
	long r = wrong_type(type == SOCK_RAW ? type = SOCK_DGRAM : type, protocol);
	if (r) return r;
	struct unix_socket *a = make(type), *b = a ? make(type) : 0;
	if (!b) {
		if (a) a->s.ops->close(&a->s);
		return -ENOMEM;
	}
	join(a, b);
	pair[0] = &a->s;
	pair[1] = &b->s;
	return 0;
}

/* Only one socket sends to this one, so nobody has to be remembered. */
static int has_one_sender(const struct unix_socket *u)
{
	return u->s.type != SOCK_DGRAM && u->state == UNIX_CONNECTED;
}

void unix_starve(struct unix_socket *s, struct unix_socket *by)
{
	if (has_one_sender(by)) return;
	lock(&unix_lock);
	s->starved_by = by;
	unlock(&unix_lock);
	/* It may have got room before it could know of this one. */
	if (!load_sync(&by->starves)) socket_changed(&s->s, POLLOUT | POLLWRNORM);
}

void unix_feed(struct unix_socket *by)
{
	if (has_one_sender(by)) {
		if (by->peer) socket_changed(&by->peer->s, POLLOUT | POLLWRNORM);
		return;
	}
	lock(&unix_lock);
	for (struct unix_socket *u = all; u; u = u->next)
		if (u->starved_by == by) {
			u->starved_by = 0;
			socket_changed(&u->s, POLLOUT | POLLWRNORM);
		}
	unlock(&unix_lock);
}

/* Takes an address over: paths end at their NUL, abstract names have their size. */
static long read_name(const struct sockaddr *address, socklen_t size, struct unix_name *name)
{
	const uint32_t before = offsetof(struct sockaddr_un, sun_path);
	if (size <= before || size > sizeof name->address || address->sa_family != AF_UNIX)
		return -EINVAL;
	*name = (struct unix_name){ .size = size };
	memcpy(&name->address, address, size);
	if (name->address.sun_path[0])
		name->size = before + strnlen(name->address.sun_path, size - before) + 1;
	return 0;
}

/* With unix_lock: the socket that has this name. A path fits any type here, so that the error can tell. */
static struct unix_socket *look_up(const struct unix_name *name)
{
	for (struct unix_socket *u = all; u; u = u->next)
		if (u->name.size == name->size && u->owns_name &&
			!memcmp(&u->name.address, &name->address, name->size))
			return u;
	return 0;
}

long unix_find(const struct sockaddr *address, socklen_t size, int type, struct unix_socket **found)
{
	struct unix_name name;
	long r = read_name(address, size, &name);
	if (r) return r;
	lock(&unix_lock);
	struct unix_socket *u = look_up(&name);
	if (!u) r = name.address.sun_path[0] ? -ENOENT : -ECONNREFUSED;
	else if (u->s.type != type) r = -EPROTOTYPE;
	else add(&u->references, 1), *found = u;
	unlock(&unix_lock);
	return r;
}

/* With unix_lock: a free abstract name of five digits, as Linux gives. */
static void invent(struct unix_name *name)
{
	static uint32_t next;
	do {
		*name = (struct unix_name){ .size = offsetof(struct sockaddr_un, sun_path) + 6,
			.address.sun_family = AF_UNIX };
		uint32_t n = next++;
		for (int i = 5; i > 0; i--, n >>= 4) name->address.sun_path[i] = "0123456789abcdef"[n & 15];
	} while (look_up(name));
}

static long bind_unix(struct socket *s, const struct sockaddr *address, socklen_t size)
{
	struct unix_socket *u = unix_of(s);
	struct unix_name name;
	int any = size == offsetof(struct sockaddr_un, sun_path) && address->sa_family == AF_UNIX;
	long r = any ? 0 : read_name(address, size, &name);
	if (r) return r;
	lock(&unix_lock);
	if (u->name.size) r = any ? 0 : -EINVAL;
	else if (any) invent(&u->name), u->owns_name = 1;
	else if (look_up(&name)) r = -EADDRINUSE;
	else u->name = name, u->owns_name = 1;
	unlock(&unix_lock);
	return r;
}

static long listen_unix(struct socket *s, int backlog)
{
	struct unix_socket *u = unix_of(s);
	if (s->type == SOCK_DGRAM) return -EOPNOTSUPP;
	lock(&unix_lock);
	long r = !u->name.size || u->state == UNIX_CONNECTED ? -EINVAL : 0;
	if (!r)
		u->state = UNIX_LISTENS,
		u->backlog = backlog < 0 || backlog > SOMAXCONN ? SOMAXCONN : backlog;
	unlock(&unix_lock);
	if (!r) unix_feed(u);
	return r;
}

static long accept_unix(struct socket *s, struct socket **connection)
{
	struct unix_socket *u = unix_of(s);
	if (s->type == SOCK_DGRAM) return -EOPNOTSUPP;
	lock(&unix_lock);
	struct unix_socket *first = u->door;
	long r = u->state != UNIX_LISTENS ? -EINVAL
		: first                       ? 0
		: u->shut & SHUT_READ         ? -EINVAL
									  : -EAGAIN;
	if (!r) u->door = first->door_next, u->waiting--;
	int feeds = !r && u->starves;
	if (feeds) u->starves = 0;
	unlock(&unix_lock);
	if (feeds) unix_feed(u);
	if (!r) *connection = &first->s;
	return r;
}

/* Puts a new socket, the other end of `u`, at the listener's door. */
static long knock(struct unix_socket *u, struct unix_socket *listener)
{
	struct unix_socket *end = make(u->s.type), **last;
	if (!end) return -ENOMEM;
	lock(&unix_lock);
	long r = u->state == UNIX_CONNECTED ? -EISCONN
		: u->state == UNIX_LISTENS      ? -EINVAL
		: listener->closed || listener->state != UNIX_LISTENS || listener->shut & SHUT_READ
		? -ECONNREFUSED
		: listener->waiting > listener->backlog ? -EAGAIN
												: 0;
	if (!r) {
		end->name = listener->name;
		join(u, end);
		for (last = &listener->door; *last; last = &(*last)->door_next) {}
		*last = end;
		listener->waiting++;
	} else if (r == -EAGAIN) listener->starves = 1;
	unlock(&unix_lock);
	if (r) end->s.ops->close(&end->s);
	if (r == -EAGAIN) unix_starve(u, listener);
	if (!r) socket_changed(&listener->s, POLLIN | POLLRDNORM), socket_changed(&u->s, -1);
	return r;
}

static long connect_unix(struct socket *s, const struct sockaddr *address, socklen_t size)
{
	struct unix_socket *u = unix_of(s), *to = 0, *before;
	if (size < sizeof address->sa_family) return -EINVAL;
	if (s->type != SOCK_DGRAM || address->sa_family != AF_UNSPEC) {
		long r = unix_find(address, size, s->type, &to);
		if (r) return r;
	}
	if (s->type != SOCK_DGRAM) {
		long r = knock(u, to);
		unix_put(to);
		return r;
	}
	if (to && to->peer && to->peer != u) {
		unix_put(to);
		return -EPERM;
	}
	lock(&u->lock);
	before = u->peer;
	u->peer = to;
	u->state = to ? UNIX_CONNECTED : UNIX_IDLE;
	unlock(&u->lock);
	if (before) unix_put(before);
	socket_changed(s, -1);
	return 0;
}

static long name_unix(struct socket *s, int of_peer, struct sockaddr *address, socklen_t *size)
{
	struct unix_socket *u = unix_of(s), *peer = of_peer ? unix_peer(u) : 0,
					   *who = of_peer ? peer : u;
	if (!who) return -ENOTCONN;
	*size = who->name.size ? who->name.size : offsetof(struct sockaddr_un, sun_path);
	memcpy(address, &who->name.address, *size);
	address->sa_family = AF_UNIX;
	if (peer) unix_release(u, peer);
	return 0;
}

static void shut(struct unix_socket *u, int what)
{
	lock(&u->lock);
	u->shut |= what;
	unlock(&u->lock);
	socket_changed(&u->s, -1);
}

static long shutdown_unix(struct socket *s, int how)
{
	struct unix_socket *u = unix_of(s), *peer = unix_peer(u);
	int what = how + 1,
		theirs = (what & SHUT_READ ? SHUT_WRITE : 0) | (what & SHUT_WRITE ? SHUT_READ : 0);
	shut(u, what);
	if (peer && s->type != SOCK_DGRAM) shut(peer, theirs);
	if (peer) unix_release(u, peer);
	return 0;
}

static void close_unix(struct socket *s)
{
	struct unix_socket *u = unix_of(s);
	lock(&unix_lock);
	if ((*u->link = u->next)) u->next->link = u->link;
	struct unix_socket *door = u->door;
	u->door = 0;
	u->owns_name = 0;
	store(&u->closed, 1);
	unlock(&unix_lock);
	for (struct unix_socket *next; door; door = next) {
		next = door->door_next;
		/* Who knocked in vain finds its connection reset. */
		struct unix_socket *peer = door->peer;
		if (peer) store(&peer->s.error, ECONNRESET);
		close_unix(&door->s);
	}
	lock(&u->lock);
	char *ring = u->ring;
	struct rights *rights = u->rights;
	struct unix_socket *peer = u->peer;
	int unread = u->fill;
	u->ring = 0;
	u->fill = 0;
	u->rights = 0;
	u->peer = 0;
	unlock(&u->lock);
	if (ring) pages_free(ring, UNIX_PAGES);
	for (struct rights *next; rights; rights = next) {
		next = rights->next;
		unix_rights_drop(rights);
	}
	if (peer && s->type != SOCK_DGRAM) {
		if (unread) store(&peer->s.error, ECONNRESET);
		shut(peer, SHUT_BOTH);
	}
	if (peer) unix_put(peer);
	unix_feed(u);
	unix_put(u);
}

const struct socket_ops unix_ops = {
	.bind = bind_unix,
	.listen = listen_unix,
	.accept = accept_unix,
	.connect = connect_unix,
	.name = name_unix,
	.send = unix_send,
	.receive = unix_receive,
	.set_option = unix_set_option,
	.get_option = unix_get_option,
	.shutdown = shutdown_unix,
	.poll = unix_poll,
	.ioctl = unix_ioctl,
	.close = close_unix,
};
