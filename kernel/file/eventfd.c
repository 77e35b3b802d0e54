#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include "core.h"
#include "pollers.h"
#include "pool.h"
#include "vectors.h"

struct event {
	uint64_t count;
	volatile int lock, changed, waiters;
	int semaphore;
};

#define FULL (UINT64_MAX - 1)   /* the largest count */

static struct pool events = POOL_OF(struct event);

static void wake(struct file *f, int now)
{
	struct event *e = f->object;
	add(&e->changed, 1);
	if (load_sync(&e->waiters)) core_wake(&e->changed, -1);
	file_ready(f, now);
}

/* With the lock held, which is free while it waits. */
static long wait(struct file *f)
{
	struct event *e = f->object;
	int seen = load_sync(&e->changed);
	unlock(&e->lock);
	long r = f->flags & O_NONBLOCK ? -EAGAIN
								   : object_wait(&e->changed, &e->waiters, seen, NEVER, 1);
	if (!r) lock(&e->lock);
	return r;
}

static long read_event(struct file *f, const struct iovec *v, int n)
{
	struct event *e = f->object;
	if (vectors_size(v, n) < 8) return -EINVAL;
	lock(&e->lock);
	while (!e->count) {
		long r = wait(f);
		if (r) return r;
	}
	uint64_t got = e->semaphore ? 1 : e->count;
	e->count -= got;
	unlock(&e->lock);
	wake(f, POLLOUT | POLLWRNORM);
	vectors_put(v, &got, sizeof got);
	return sizeof got;
}

static long write_event(struct file *f, const struct iovec *v, int n)
{
	struct event *e = f->object;
	uint64_t more;
	if (vectors_size(v, n) < 8) return -EINVAL;
	vectors_get(v, &more, sizeof more);
	if (more > FULL) return -EINVAL;
	lock(&e->lock);
	while (FULL - e->count < more) {
		long r = wait(f);
		if (r) return r;
	}
	e->count += more;
	unlock(&e->lock);
	wake(f, POLLIN | POLLRDNORM);
	return sizeof more;
}

static int poll_event(struct file *f)
{
	struct event *e = f->object;
	lock(&e->lock);
	int now = (e->count ? POLLIN | POLLRDNORM : 0) | (e->count < FULL ? POLLOUT | POLLWRNORM : 0);
	unlock(&e->lock);
	return now;
}

static void close_event(struct file *f) { pool_give(&events, f->object); }

static const struct file_ops event_ops = {
	.read = read_event,
	.write = write_event,
	.stat = anonymous_stat,
	.poll = poll_event,
	.close = close_event,
};

SYSCALL(eventfd2)
{
	if (flags & ~(EFD_SEMAPHORE | EFD_CLOEXEC | EFD_NONBLOCK)) return -EINVAL;
	struct event *event = pool_take(&events);
	if (!event) return -ENOMEM;
	event->count = count;
	event->semaphore = flags & EFD_SEMAPHORE;
	return fd_of_object(&event_ops, event, O_RDWR | (flags & O_NONBLOCK), flags & O_CLOEXEC);
}
