/* Sockets of every family: as files, and the waiting in sending and receiving. */
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include "hooks.h"
#include "clock.h"
#include "socket_calls.h"

int64_t socket_deadline(int64_t timeout)
{
	return timeout ? clock_ns(CLOCK_MONOTONIC) + timeout : NEVER;
}

long socket_wait(struct socket *s, int seen, int64_t deadline)
{
	/* As on Linux a call with a timeout is not begun anew after a handler. */
	long r = object_wait(&s->changed, &s->waiters, seen, deadline, deadline == NEVER);
	return r == -ETIMEDOUT ? -EAGAIN : r;
}

static int waits(const struct held *h, const struct message *m)
{
	return !(h->file->flags & O_NONBLOCK) && !(m->flags & MSG_DONTWAIT);
}

/* Takes the first n bytes off the vectors, which it copies to `own` first. */
static void advance(struct message *m, struct iovec *own, uint32_t n)
{
	if (m->vectors != own) memcpy(own, m->vectors, m->count * sizeof *own);
	m->vectors = own;
	m->size -= n;
	for (int i = 0; n; i++) {
		uint32_t part = own[i].iov_len < n ? own[i].iov_len : n;
		own[i].iov_base = (char *)own[i].iov_base + part;
		own[i].iov_len -= part;
		n -= part;
	}
}

/* Goes on with a message whose first attempt ended with `r`: waits, and tries what is left of a stream until all is done. */
static noinline long go_on(const struct held *h, struct message *m,
	long (*attempt)(struct socket *, struct message *), int64_t timeout, int seen, long r)
{
	struct socket *s = h->socket;
	struct iovec own[m->count];
	int64_t deadline = socket_deadline(timeout);
	int sends = attempt == s->ops->send;
	long done = 0;
	for (;;) {
		if (r > 0) {
			done += r;
			advance(m, own, r);
			/* What is ancillary goes with the first bytes. */
			if (sends) m->control = 0, m->control_size = 0;
			if (!m->size) return done;
		} else if (r != -EAGAIN || !waits(h, m)) {
			/* What was done is told now, and the error with the next call. */
			if (done && r != -EAGAIN && r != -EPIPE && r < 0) s->error = -r;
			return done ? done : r;
		}
		if (r == -EAGAIN && (r = socket_wait(s, seen, deadline))) return done ? done : r;
		seen = load_sync(&s->changed);
		r = attempt(s, m);
	}
}

long socket_send(const struct held *h, struct message *m)
{
	struct socket *s = h->socket;
	if (unlikely(!s->ops->send)) return -EOPNOTSUPP;
	int seen = load_sync(&s->changed);
	long r = s->ops->send(s, m);
	if (unlikely(r != (long)m->size) &&
		(r == -EAGAIN ? waits(h, m) : r > 0 && s->type == SOCK_STREAM))
		r = go_on(h, m, s->ops->send, s->send_timeout, seen, r);
	return unlikely(r == -EPIPE) && s->type == SOCK_STREAM && !(m->flags & MSG_NOSIGNAL)
		? broken_pipe(r)
		: r;
}

long socket_receive(const struct held *h, struct message *m)
{
	struct socket *s = h->socket;
	if (unlikely(!s->ops->receive)) return -EOPNOTSUPP;
	int seen = load_sync(&s->changed),
		all = m->flags & MSG_WAITALL && !(m->flags & MSG_PEEK) && s->type == SOCK_STREAM;
	long r = s->ops->receive(s, m);
	if (likely(r >= 0) && !(all && r > 0 && r < (long)m->size)) return r;
	if (r == -EAGAIN && !waits(h, m)) return r;
	if (all) return go_on(h, m, s->ops->receive, s->receive_timeout, seen, r);
	int64_t deadline = socket_deadline(s->receive_timeout);
	while (r == -EAGAIN) {
		if ((r = socket_wait(s, seen, deadline))) return r;
		seen = load_sync(&s->changed);
		r = s->ops->receive(s, m);
	}
	return r;
}

static uint32_t total(const struct iovec *v, int n)
{
	uint32_t all = 0;
	for (int i = 0; i < n; i++) all += v[i].iov_len;
	return all;
}

static long read_socket(struct file *f, const struct iovec *v, int n)
{
	struct message m = { .vectors = v, .count = n, .size = total(v, n) };
	return m.size ? socket_receive(&(struct held){ f, f->object }, &m) : 0;
}

/* Whoever calls this raises SIGPIPE. */
static long write_socket(struct file *f, const struct iovec *v, int n)
{
	struct message m = { .vectors = v, .count = n, .size = total(v, n), .flags = MSG_NOSIGNAL };
	return socket_send(&(struct held){ f, f->object }, &m);
}

weak long interface_ioctl(long request, void *argument) { return -ENOTTY; }

static long ioctl_socket(struct file *f, long request, void *argument)
{
	struct socket *s = f->object;
	/* What concerns interfaces: SIOC…, of any socket. */
	if ((request & ~0xffl) == 0x8900) return interface_ioctl(request, argument);
	if ((request == FIONREAD || request == TIOCOUTQ) && range_bad(argument, 4)) return -EFAULT;
	return s->ops->ioctl ? s->ops->ioctl(s, request, argument) : -ENOTTY;
}

static long stat_socket(struct file *f, void *kstat)
{
	struct stat *st = memset(kstat, 0, sizeof *st);
	st->st_dev = 2;
	st->st_ino = (uint32_t)f->object;
	st->st_mode = S_IFSOCK | 0777;
	st->st_nlink = 1;
	st->st_uid = *word(BOOT_UID);
	st->st_gid = *word(BOOT_GID);
	st->st_blksize = PAGE_SIZE_;
	return 0;
}

static int poll_socket(struct file *f)
{
	struct socket *s = f->object;
	return s->ops->poll(s);
}

static void close_socket(struct file *f)
{
	struct socket *s = f->object;
	__atomic_store_n(&s->file, 0, __ATOMIC_SEQ_CST);
	s->ops->close(s);
}

const struct file_ops socket_file_ops = {
	.read = read_socket,
	.write = write_socket,
	.ioctl = ioctl_socket,
	.stat = stat_socket,
	.poll = poll_socket,
	.close = close_socket,
};

struct socket *socket_of(struct file *f) { return f->ops == &socket_file_ops ? f->object : 0; }

long socket_install(struct socket *s, int flags)
{
	struct file *f = file_new();
	if (!f) {
		s->ops->close(s);
		return -ENFILE;
	}
	f->object = s;
	f->flags = O_RDWR | (flags & SOCK_NONBLOCK);
	f->ops = &socket_file_ops;
	__atomic_store_n(&s->file, f, __ATOMIC_SEQ_CST);
	int fd = fd_install(f, 0, flags & SOCK_CLOEXEC);
	if (fd < 0) file_put(f);
	return fd;
}
