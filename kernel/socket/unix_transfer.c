/* Sending and receiving. */
#define _GNU_SOURCE
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include "pages.h"
#include "unix.h"

#define WRITABLE \
	4096u   /* poll says that a socket can be written to while its peer has as much room */

/* Before a packet's bytes in the ring; the sender's name comes between. */
struct head {
	uint32_t size, name_size;
	struct rights *rights;
};

/* With its lock. */
static uint32_t room(const struct unix_socket *u) { return UNIX_QUEUE - u->fill; }

/* With the receiver's lock: why nothing can be sent to it now, or 0. */
static long refuses(struct unix_socket *to, uint32_t need)
{
	if (to->closed || to->shut & SHUT_READ)
		return to->closed && to->s.type == SOCK_DGRAM ? -ECONNREFUSED : -EPIPE;
	if (!to->ring && !(to->ring = pages_alloc(UNIX_PAGES, 1, 0))) return -ENOBUFS;
	return room(to) < need ? -EAGAIN : 0;
}

/* With the receiver's lock. */
static long put_stream(struct unix_socket *to, struct message *m, struct rights *rights)
{
	uint32_t n = m->size < room(to) ? m->size : room(to);
	if (rights) unix_rights_add(to, rights, to->taken + to->fill, n);
	unix_fill_vectors(to, m->vectors, n);
	return n;
}

/* With the receiver's lock. */
static long put_packet(
	struct unix_socket *from, struct unix_socket *to, struct message *m, struct rights *rights)
{
	struct head h = { m->size, from->name.size, rights };
	unix_fill(to, &h, sizeof h);
	unix_fill(to, &from->name.address, h.name_size);
	unix_fill_vectors(to, m->vectors, m->size);
	/* Also in the list of rights, so that they can be found when the socket closes. */
	if (rights) unix_rights_add(to, rights, 0, 0);
	to->unread += m->size;
	return m->size;
}

/* Where a message goes: a held socket. */
static long target(struct unix_socket *u, struct message *m, struct unix_socket **to)
{
	if (m->name && u->s.type == SOCK_DGRAM) {
		long r = unix_find(m->name, m->name_size, SOCK_DGRAM, to);
		if (r) return r;
		/* One that has chosen its peer takes nothing from others. */
		struct unix_socket *theirs = (*to)->peer;
		if (!theirs || theirs == u) return 0;
		unix_put(*to);
		return -EPERM;
	}
	if (m->name)
		return u->s.type != SOCK_STREAM ? 0 : u->state == UNIX_CONNECTED ? -EISCONN : -EOPNOTSUPP;
	return 0;
}

long unix_send(struct socket *s, struct message *m)
{
	struct unix_socket *u = unix_of(s), *to = 0;
	struct rights *rights = 0;
	int stream = s->type == SOCK_STREAM;
	long r;
	if (m->flags & MSG_OOB) return -EOPNOTSUPP;
	if (m->name && (r = target(u, m, &to))) return r;
	if (!to && !(to = unix_peer(u))) return -ENOTCONN;
	uint32_t need = stream ? 1 : sizeof(struct head) + u->name.size + m->size;
	r = stream && !m->size ? 0 : 1;
	if (u->shut & SHUT_WRITE) r = -EPIPE;
	else if (!stream && (m->size > UNIX_QUEUE || need > UNIX_QUEUE)) r = -EMSGSIZE;
	else if (r && m->control && (r = unix_rights_make(m, &rights)) == 0) r = 1;
	if (r <= 0) goto out;
	lock(&to->lock);
	if (!(r = refuses(to, need)))
		r = stream ? put_stream(to, m, rights) : put_packet(u, to, m, rights);
	else if (r == -EAGAIN) to->starves = 1;
	unlock(&to->lock);
	if (r >= 0) socket_changed(&to->s, POLLIN | POLLRDNORM);
	else {
		if (rights) unix_rights_drop(rights);
		if (r == -EAGAIN) unix_starve(u, to);
		if (r == -ECONNREFUSED && !m->name) unix_forget(u, to);
	}
out:
	unix_release(u, to);
	return r;
}

static void add_credentials(struct unix_socket *u, struct message *m)
{
	struct ucred me = { *word(BOOT_PID), *word(BOOT_EUID), *word(BOOT_EGID) };
	if (u->options >> SO_PASSCRED & 1)
		message_control(m, SOL_SOCKET, SCM_CREDENTIALS, &me, sizeof me);
}

/* With the lock: as on Linux a read ends with the first message that files came with. Those are left in *rights. */
static uint32_t take_stream(struct unix_socket *u, struct message *m, struct rights **rights)
{
	uint32_t n = m->size < u->fill ? m->size : u->fill;
	struct rights *next = u->rights;
	if (next && next->place - u->taken < n) {
		uint32_t end = next->place - u->taken + next->size;
		*rights = next;
		if (end < n) n = end;
	}
	unix_look_vectors(u, 0, m->vectors, n);
	if (m->flags & MSG_PEEK) return n;
	if (*rights) u->rights = (*rights)->next;
	unix_drop(u, n);
	return n;
}

/* With the lock. */
static uint32_t take_packet(struct unix_socket *u, struct message *m, struct rights **rights)
{
	struct head h;
	struct unix_name name;
	unix_look(u, 0, &h, sizeof h);
	unix_look(u, sizeof h, &name.address, h.name_size);
	uint32_t n = m->size < h.size ? m->size : h.size;
	unix_look_vectors(u, sizeof h + h.name_size, m->vectors, n);
	if (h.name_size) message_name(m, &name.address, h.name_size);
	if (n < h.size) m->result |= MSG_TRUNC;
	if (u->s.type == SOCK_SEQPACKET) m->result |= MSG_EOR;
	*rights = h.rights;
	if (!(m->flags & MSG_PEEK)) {
		if (h.rights) u->rights = h.rights->next;
		unix_drop(u, sizeof h + h.name_size + h.size);
		u->unread -= h.size;
	}
	return m->flags & MSG_TRUNC ? h.size : n;
}

long unix_receive(struct socket *s, struct message *m)
{
	struct unix_socket *u = unix_of(s);
	struct rights *rights = 0;
	int stream = s->type == SOCK_STREAM, feeds = 0;
	if (m->flags & (MSG_OOB | MSG_ERRQUEUE)) return m->flags & MSG_OOB ? -EOPNOTSUPP : -EAGAIN;
	if (s->type != SOCK_DGRAM && u->state != UNIX_CONNECTED) return stream ? -EINVAL : -ENOTCONN;
	lock(&u->lock);
	long r;
	if (u->fill) {
		r = stream ? take_stream(u, m, &rights) : take_packet(u, m, &rights);
		if (u->starves && !(m->flags & MSG_PEEK)) u->starves = 0, feeds = 1;
	} else if (!(r = socket_error(s))) r = u->shut & SHUT_READ ? 0 : -EAGAIN;
	/* Held back from others that receive here at the same time: what is only looked at may be gone else. */
	if (rights && m->flags & MSG_PEEK) unix_rights_give(rights, m, 1), rights = 0;
	unlock(&u->lock);
	if (feeds) unix_feed(u);
	if (r < 0) return r;
	if (stream && m->name && u->peer && u->peer->name.size)
		message_name(m, &u->peer->name.address, u->peer->name.size);
	if (u->options) add_credentials(u, m);
	if (rights) unix_rights_give(rights, m, 0);
	return r;
}

/* 1 if what this one sends to has room; else that one will tell when it has. */
static int writable(struct unix_socket *u)
{
	struct unix_socket *to = unix_peer(u);
	if (!to) return 1;
	lock(&to->lock);
	int can = to->closed || room(to) >= WRITABLE;
	if (!can) to->starves = 1;
	unlock(&to->lock);
	if (!can) unix_starve(u, to);
	unix_release(u, to);
	return can;
}

int unix_poll(struct socket *s)
{
	struct unix_socket *u = unix_of(s);
	int r = 0;
	if (u->state == UNIX_LISTENS) return u->door ? POLLIN | POLLRDNORM : 0;
	lock(&u->lock);
	if (u->fill || u->shut & SHUT_READ) r |= POLLIN | POLLRDNORM;
	if (u->shut & SHUT_READ) r |= POLLRDHUP;
	if (u->shut == SHUT_BOTH) r |= POLLHUP;
	if (s->error) r |= POLLERR;
	unlock(&u->lock);
	if (s->type != SOCK_DGRAM && u->state != UNIX_CONNECTED) r |= POLLHUP;
	return writable(u) ? r | POLLOUT | POLLWRNORM : r;
}

long unix_ioctl(struct socket *s, long request, void *argument)
{
	struct unix_socket *u = unix_of(s), *to;
	if (request == FIONREAD) {
		struct head h = { 0 };
		if (u->state == UNIX_LISTENS) return -EINVAL;
		lock(&u->lock);
		/* The next datagram's bytes, or all. */
		if (s->type != SOCK_DGRAM) h.size = s->type == SOCK_STREAM ? u->fill : u->unread;
		else if (u->fill) unix_look(u, 0, &h, sizeof h);
		unlock(&u->lock);
		*(int *)argument = h.size;
		return 0;
	}
	if (request != TIOCOUTQ) return -ENOTTY;
	to = unix_peer(u);
	*(int *)argument = to ? to->fill : 0;
	if (to) unix_release(u, to);
	return 0;
}
