/*
 * Timers that are read. No thread waits for them: whoever sleeps on one knows when it expires (file_ops.next) and looks then, and
 * whoever looks first after an expiry counts it and tells the others.
 */
#include <poll.h>
#include <sys/timerfd.h>
#include "clock.h"
#include "core.h"
#include "pollers.h"
#include "pool.h"
#include "vectors.h"

struct timer {
	int64_t
		next; /* when poll's answer changes: `expires` while nothing is to be read, else NEVER. Read without the lock */
	int64_t expires; /* monotonic nanoseconds, NEVER: not armed */
	int64_t interval; /* 0: once */
	uint64_t ticks; /* expiries since the last read */
	volatile int lock, changed, waiters;
	int clock;
};

static struct pool timers = POOL_OF(struct timer);

static void wake(struct timer *t)
{
	add(&t->changed, 1);
	if (load_sync(&t->waiters)) core_wake(&t->changed, -1);
}

/* With the lock, at the end of every change. */
static void set_next(struct timer *t)
{
	__atomic_store_n(&t->next, t->ticks ? NEVER : t->expires, __ATOMIC_SEQ_CST);
}

/* With the lock: counts what has expired: 1 if something is to be read now that was not before. */
static int catch_up(struct timer *t)
{
	int64_t at = t->expires, now;
	if (at == NEVER || (now = clock_ns(CLOCK_MONOTONIC)) < at) return 0;
	int64_t times = t->interval ? (now - at) / t->interval + 1 : 1;
	int first = !t->ticks;
	t->ticks += times;
	t->expires = t->interval ? at + times * t->interval : NEVER;
	set_next(t);
	return first;
}

static int poll_timer(struct file *f)
{
	struct timer *t = f->object;
	lock(&t->lock);
	int expired = catch_up(t), ready = !!t->ticks;
	unlock(&t->lock);
	if (expired) {
		wake(t);
		file_ready(f, POLLIN | POLLRDNORM);
	}
	return ready ? POLLIN | POLLRDNORM : 0;
}

static int64_t next_timer(struct file *f)
{
	return __atomic_load_n(&((struct timer *)f->object)->next, __ATOMIC_SEQ_CST);
}

static long read_timer(struct file *f, const struct iovec *v, int n)
{
	struct timer *t = f->object;
	uint64_t ticks;
	if (vectors_size(v, n) < 8) return -EINVAL;
	for (;;) {
		int seen = load_sync(&t->changed);
		lock(&t->lock);
		catch_up(t);
		ticks = t->ticks;
		t->ticks = 0;
		set_next(t);
		unlock(&t->lock);
		/* Others that wait for it learn that there is a next time again. */
		if (ticks && t->interval) file_changed(f);
		if (ticks) break;
		if (f->flags & O_NONBLOCK) return -EAGAIN;
		long r = object_wait(&t->changed, &t->waiters, seen, next_timer(f), 1);
		if (r && r != -ETIMEDOUT) return r;
	}
	vectors_put(v, &ticks, sizeof ticks);
	return sizeof ticks;
}

static void close_timer(struct file *f) { pool_give(&timers, f->object); }

static const struct file_ops timer_ops = {
	.read = read_timer,
	.stat = anonymous_stat,
	.poll = poll_timer,
	.next = next_timer,
	.close = close_timer,
};

SYSCALL(timerfd_create)
{
	if (flags & ~(TFD_CLOEXEC | TFD_NONBLOCK)) return -EINVAL;
	if (clock == CLOCK_REALTIME_ALARM || clock == CLOCK_BOOTTIME_ALARM) return -EPERM;
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME)
		return -EINVAL;
	struct timer *t = pool_take(&timers);
	if (!t) return -ENOMEM;
	t->clock = clock;
	t->expires = t->next = NEVER;
	return fd_of_object(&timer_ops, t, O_RDWR | (flags & O_NONBLOCK), flags & O_CLOEXEC);
}

static long timer_get(int fd, struct file **f)
{
	*f = file_get(fd);
	if (!*f) return -EBADF;
	if ((*f)->ops == &timer_ops) return 0;
	file_put(*f);
	return -EINVAL;
}

/* With the lock, after catch_up. */
static void tell(const struct timer *t, struct itimerspec *value)
{
	int64_t at = t->expires, left = at == NEVER ? 0 : at - clock_ns(CLOCK_MONOTONIC);
	/* An armed timer is never said to be disarmed. */
	ns_timespec(at != NEVER && left < 1 ? 1 : left, &value->it_value);
	ns_timespec(t->interval, &value->it_interval);
}

static int bad(const struct timespec *t)
{
	return t->tv_sec < 0 || (unsigned long)t->tv_nsec >= 1000000000;
}

SYSCALL(timerfd_settime64)
{
	struct file *file;
	if (flags & ~(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET) || bad(&new->it_value) ||
		bad(&new->it_interval))
		return -EINVAL;
	long r = timer_get(fd, &file);
	if (r) return r;
	struct timer *t = file->object;
	int64_t at = timespec_ns(&new->it_value), interval = timespec_ns(&new->it_interval),
			now = clock_ns(CLOCK_MONOTONIC);
	if (!at) at = NEVER;
	else if (!(flags & TFD_TIMER_ABSTIME)) at += now;
	else if (t->clock == CLOCK_REALTIME) at -= clock_ns(CLOCK_REALTIME) - now;
	lock(&t->lock);
	catch_up(t);
	struct itimerspec before;
	tell(t, &before);
	t->ticks = 0;
	t->interval = interval;
	t->expires = at;
	set_next(t);
	unlock(&t->lock);
	wake(t);
	file_changed(file);
	file_put(file);
	if (old) *old = before;
	return 0;
}

SYSCALL(timerfd_gettime64)
{
	struct file *file;
	long r = timer_get(fd, &file);
	if (r) return r;
	struct timer *t = file->object;
	lock(&t->lock);
	int expired = catch_up(t);
	tell(t, value);
	unlock(&t->lock);
	if (expired) {
		wake(t);
		file_ready(file, POLLIN | POLLRDNORM);
	}
	file_put(file);
	return 0;
}
