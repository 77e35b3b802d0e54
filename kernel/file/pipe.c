/* Pipes: a ring of bytes in the isle's memory between threads. */
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include "core.h"
#include "fd.h"
#include "pages.h"
#include "hooks.h"
#include "pollers.h"
#include "proxy.h"
#include "signals.h"

struct pipe {
	volatile int lock;
	volatile int changed;      /* counted up with every change; waiters wait on it */
	volatile int waiters;
	uint32_t head, fill;       /* next byte to read, bytes in the ring */
	volatile int readers, writers;
	struct file *reader, *writer;   /* the open files of the two ends */
	char *ring;
};

static void wake(struct pipe *p)
{
	add(&p->changed, 1);
	if (load_sync(&p->waiters)) core_wake(&p->changed, -1);
}

/* Tells those that watch an end. Called with the lock, which keeps its file from going. */
static void tell(struct file *end)
{
	if (end) file_changed(end);
}

/* Called with the lock held and `seen` read under it; the lock is free while it waits. */
static long wait(struct pipe *p)
{
	int seen = load_sync(&p->changed);
	unlock(&p->lock);
	for (int spin = spin_budget(); spin > 0; spin--)
		if (load(&p->changed) != seen) goto changed;
	add(&p->waiters, 1);
	long r = core_wait(&p->changed, seen, -1);
	add(&p->waiters, -1);
	if (r == -EINTR) {
		int interrupted = signals_take() & NO_RESTART;
		if (interrupted || cancel_due()) return -EINTR;
	}
changed:
	lock(&p->lock);
	return 0;
}

/* With the lock. */
static uint32_t copy_out(struct pipe *p, char *to, uint32_t n)
{
	uint32_t all = n < p->fill ? n : p->fill, part = PIPE_SIZE - p->head;
	if (part > all) part = all;
	memcpy(to, p->ring + p->head, part);
	memcpy(to + part, p->ring, all - part);
	p->head = (p->head + all) % PIPE_SIZE;
	p->fill -= all;
	return all;
}

/* With the lock. */
static uint32_t copy_in(struct pipe *p, const char *from, uint32_t n)
{
	uint32_t all = n < PIPE_SIZE - p->fill ? n : PIPE_SIZE - p->fill;
	uint32_t tail = (p->head + p->fill) % PIPE_SIZE, part = PIPE_SIZE - tail;
	if (part > all) part = all;
	memcpy(p->ring + tail, from, part);
	memcpy(p->ring, from + part, all - part);
	p->fill += all;
	return all;
}

static long read_pipe(struct file *f, const struct iovec *v, int n)
{
	struct pipe *p = f->object;
	uint32_t want = 0, done = 0;
	for (int i = 0; i < n; i++) want += v[i].iov_len;
	if (!want) return 0;
	lock(&p->lock);
	while (!p->fill && p->writers) {
		if (f->flags & O_NONBLOCK) {
			unlock(&p->lock);
			return -EAGAIN;
		}
		if (wait(p)) return -EINTR;
	}
	for (int i = 0; i < n && p->fill; i++) done += copy_out(p, v[i].iov_base, v[i].iov_len);
	if (done) tell(p->writer);
	unlock(&p->lock);
	if (done) wake(p);
	return done;
}

static long write_pipe(struct file *f, const struct iovec *v, int n)
{
	struct pipe *p = f->object;
	uint32_t want = 0, done = 0;
	for (int i = 0; i < n; i++) want += v[i].iov_len;
	if (!want) return 0;
	lock(&p->lock);
	for (int i = 0; i < n; i++)
		for (uint32_t at = 0; at < v[i].iov_len;) {
			if (!p->readers) {
				unlock(&p->lock);
				return done ? (long)done : -EPIPE;
			}
			/* Up to PIPE_ATOMIC bytes go in whole or not yet; more may be cut. */
			uint32_t left = want - done,
					 need = left <= PIPE_ATOMIC && !done && want <= PIPE_ATOMIC ? left : 1;
			if (PIPE_SIZE - p->fill >= need) {
				uint32_t put = copy_in(p, (char *)v[i].iov_base + at, v[i].iov_len - at);
				at += put;
				done += put;
				continue;
			}
			if (done) tell(p->reader);
			if (f->flags & O_NONBLOCK) {
				unlock(&p->lock);
				if (done) wake(p);
				return done ? (long)done : -EAGAIN;
			}
			wake(p);
			if (wait(p)) return done ? (long)done : -EINTR;
		}
	tell(p->reader);
	unlock(&p->lock);
	wake(p);
	return done;
}

static int poll_pipe(struct file *f)
{
	struct pipe *p = f->object;
	int r = 0;
	lock(&p->lock);
	if ((f->flags & O_ACCMODE) == O_RDONLY)
		r = (p->fill ? POLLIN | POLLRDNORM : 0) | (p->writers ? 0 : POLLHUP);
	else
		r = (PIPE_SIZE - p->fill >= PIPE_ATOMIC ? POLLOUT | POLLWRNORM : 0) |
			(p->readers ? 0 : POLLERR);
	unlock(&p->lock);
	return r;
}

static long ioctl_pipe(struct file *f, long request, void *argument)
{
	if (request != FIONREAD) return -ENOTTY;
	if (range_bad(argument, 4)) return -EFAULT;
	*(int *)argument = ((struct pipe *)f->object)->fill;
	return 0;
}

static long stat_pipe(struct file *f, void *kstat)
{
	struct stat *st = memset(kstat, 0, sizeof *st);
	st->st_dev = 1;
	st->st_ino = (uint32_t)f->object;
	st->st_mode = S_IFIFO | 0600;
	st->st_nlink = 1;
	st->st_uid = *word(BOOT_UID);
	st->st_gid = *word(BOOT_GID);
	st->st_blksize = PAGE_SIZE_;
	return 0;
}

static void close_pipe(struct file *f)
{
	struct pipe *p = f->object;
	lock(&p->lock);
	if ((f->flags & O_ACCMODE) == O_RDONLY) p->readers = 0, p->reader = 0;
	else p->writers = 0, p->writer = 0;
	int last = !p->readers && !p->writers;
	/* Still with the lock: without it the other end could be closed too, and give back the memory. */
	wake(p);
	tell(p->reader ? p->reader : p->writer);
	unlock(&p->lock);
	if (last) pages_free(p, 1 + PIPE_SIZE / PAGE_SIZE_);
}

static const struct file_ops pipe_ops = {
	.read = read_pipe,
	.write = write_pipe,
	.ioctl = ioctl_pipe,
	.stat = stat_pipe,
	.poll = poll_pipe,
	.close = close_pipe,
};

enum pipe_end pipe_end_of(struct file *file)
{
	return file->ops != &pipe_ops               ? PIPE_NONE
		: (file->flags & O_ACCMODE) == O_RDONLY ? PIPE_READ
												: PIPE_WRITE;
}

void pipe_becomes(struct file *end, int handle)
{
	struct pipe *p = end->object;
	struct file *other = pipe_end_of(end) == PIPE_READ ? p->writer : p->reader;
	/* What was written before the child began is its first input. */
	if (pipe_end_of(end) == PIPE_READ)
		while (p->fill) {
			uint32_t part = PIPE_SIZE - p->head < p->fill ? PIPE_SIZE - p->head : p->fill;
			long r = proxy_request(__NR_write, handle, (long)(p->ring + p->head), part, 0, 0, 0);
			if (r <= 0) break;
			p->head = (p->head + r) % PIPE_SIZE;
			p->fill -= r;
		}
	if (!other) {
		proxy_request(__NR_close, handle, 0, 0, 0, 0, 0);
		return;
	}
	lock(&p->lock);
	other->handle = handle;
	other->ops = 0;
	other->object = 0;
	if (pipe_end_of(end) == PIPE_READ) p->writers = 0, p->writer = 0;
	else p->readers = 0, p->reader = 0;
	tell(other);
	unlock(&p->lock);
	wake(p);
}

SYSCALL(pipe2)
{
	if (flags & ~(O_CLOEXEC | O_NONBLOCK | O_DIRECT)) return -EINVAL;
	struct pipe *p = pages_alloc(1 + PIPE_SIZE / PAGE_SIZE_, 1, 1);
	struct file *in = file_new(), *out = file_new();
	if (!p || !in || !out) {
		if (p) pages_free(p, 1 + PIPE_SIZE / PAGE_SIZE_);
		if (in) file_free(in);
		if (out) file_free(out);
		return p ? -ENFILE : -ENOMEM;
	}
	p->ring = (char *)p + PAGE_SIZE_;
	p->readers = p->writers = 1;
	in->ops = out->ops = &pipe_ops;
	in->object = out->object = p;
	p->reader = in;
	p->writer = out;
	in->flags = O_RDONLY | (flags & O_NONBLOCK);
	out->flags = O_WRONLY | (flags & O_NONBLOCK);
	int r = fd_install(in, 0, flags & O_CLOEXEC);
	if (r < 0) {
		file_put(in);
		file_put(out);
		return r;
	}
	int w = fd_install(out, 0, flags & O_CLOEXEC);
	if (w < 0) {
		fd_close(r);
		file_put(out);
		return w;
	}
	fds[0] = r;
	fds[1] = w;
	return 0;
}
