/* Waiting for an epoll set. */
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include "clock.h"
#include "core.h"
#include "epoll.h"
#include "proxy.h"
#include "signals.h"

#define ASK_EVERY \
	5000000 /* nanoseconds between looks at the proxy's files in sets that are watched themselves */

static uint32_t rounds;

static int64_t next_of_set(const struct epoll *set);

/* With the lock. */
static int64_t next_of(const struct watch *w)
{
	const struct file *f = w->file;
	return !f->ops || !f->ops->next ? NEVER
		: f->ops == &epoll_ops      ? next_of_set(f->object)
									: f->ops->next(w->file);
}

/* With the lock. */
static int64_t next_of_set(const struct epoll *set)
{
	int64_t next = NEVER;
	for (const struct watch *w = set->asked; w; w = w->asked_next) {
		int64_t at = w->file->ops ? next_of(w) : set->ask_at;
		if (at < next) next = at;
	}
	return next;
}

int64_t epoll_next(struct file *f)
{
	lock(&epoll_lock);
	int64_t next = next_of_set(f->object);
	unlock(&epoll_lock);
	return next;
}

/* Polls files whose time has come: they tell the set, as everyone who watches them. */
static void pass_time(struct epoll *set)
{
	int64_t now = clock_ns(CLOCK_MONOTONIC);
	for (;;) {
		lock(&epoll_lock);
		struct watch *w = set->asked;
		while (w && (next_of(w) > now || !file_hold(w->file))) w = w->asked_next;
		struct file *f = w ? w->file : 0;
		unlock(&epoll_lock);
		if (!f) return;
		if (f->ops) f->ops->poll(f);
		file_put(f);
	}
}

/*
 * Takes the proxy's files that are ready, if `out` is not NULL as events. Streams of the proxy do not tell when something comes, so
 * that EPOLLET means for input what it means without, and for output: when it was not possible at the last look.
 */
static int ask_hosts(struct epoll *set, struct epoll_event *out, int max, int *hosts)
{
	int n = 0, found = 0;
	lock(&epoll_lock);
	for (struct watch *w = set->asked; w; w = w->asked_next) n += !w->file->ops;
	struct pollfd asked[n + 1];
	struct {
		struct watch *watch;
		uint32_t serial;
	} of[n + 1];
	n = 0;
	for (struct watch *w = set->asked; w; w = w->asked_next) {
		if (w->file->ops || w->disabled) continue;
		asked[n] = (struct pollfd){ .fd = w->file->handle, .events = w->events };
		of[n].watch = w;
		of[n++].serial = w->serial;
	}
	if (n) set->ask_at = clock_ns(CLOCK_MONOTONIC) + ASK_EVERY;
	unlock(&epoll_lock);
	*hosts = n;
	struct timespec none = { 0 };
	if (!n || proxy_request(__NR_ppoll_time64, (long)asked, n, (long)&none, 0, 0, 0) <= 0) return 0;
	lock(&epoll_lock);
	for (int i = 0; i < n && found < max; i++) {
		struct watch *w = of[i].watch;
		if (w->serial != of[i].serial || w->disabled) continue;
		uint32_t now = (uint16_t)asked[i].revents & (w->events | EPOLLERR | EPOLLHUP), new = now;
		if (w->events & EPOLLET) new &= ~(w->told & EPOLLOUT);
		if (out) w->told = now;
		if (!new) continue;
		if (out) out[found] = (struct epoll_event){ now, { .u64 = w->data } };
		if (out && w->events & EPOLLONESHOT) w->disabled = 1;
		found++;
	}
	unlock(&epoll_lock);
	return found;
}

/* With the lock: the first watch of the ready list, taken off, with its file held; NULL: none. */
static struct watch *take(struct epoll *set)
{
	while (!list_alone(&set->ready)) {
		struct watch *w = watch_ready(set->ready.next);
		list_remove(&w->ready);
		w->queued = 0;
		if (file_hold(w->file)) return w;
	}
	return 0;
}

/* With the lock. */
static void put_back(struct list_node *list, struct watch *w)
{
	if (w->queued) return;
	w->queued = 1;
	list_insert_before(list, &w->ready);
}

/* With the lock: moves a file that became the proxy's to those that are asked. */
static void check_kind(struct watch *w)
{
	if (w->file->ops || w->asked) return;
	w->asked = 1;
	w->asked_next = w->set->asked;
	w->set->asked = w;
}

/* What is ready, as events: at most `max`. Each watch once, even if its file changes meanwhile. */
static int harvest(struct epoll *set, struct epoll_event *out, int max)
{
	struct list_node again; /* what the next wait shall ask again */
	struct file *held = 0;
	struct watch *w;
	int n = 0;
	if (list_alone(&set->ready)) return 0;
	list_new(&again);
	lock(&epoll_lock);
	uint32_t round = ++rounds;
	while (n < max && (w = take(set))) {
		struct file *f = w->file;
		uint32_t serial = w->serial;
		if (w->round == round) {
			/* Told already: for the next wait. */
			put_back(&again, w);
			unlock(&epoll_lock);
			if (held) file_put(held);
			held = f;
			lock(&epoll_lock);
			continue;
		}
		unlock(&epoll_lock);
		if (held) file_put(held);
		held = f;
		uint32_t now = f->ops ? f->ops->poll(f) : 0;
		lock(&epoll_lock);
		/* Without the lock it may have been removed, or reported by another thread. */
		if (w->serial != serial || w->disabled) continue;
		check_kind(w);
		if (!(now &= w->events | EPOLLERR | EPOLLHUP)) continue;
		w->round = round;
		out[n++] = (struct epoll_event){ now, { .u64 = w->data } };
		if (w->events & EPOLLONESHOT) w->disabled = 1;
		else if (!(w->events & EPOLLET)) put_back(&again, w);
	}
	while (!list_alone(&again)) {
		w = watch_ready(again.next);
		list_remove(&w->ready);
		list_insert_before(&set->ready, &w->ready);
	}
	unlock(&epoll_lock);
	if (held) file_put(held);
	return n;
}

int epoll_poll(struct file *set_file)
{
	struct epoll *set = set_file->object;
	int ready = 0, hosts;
	if (set->asked) {
		pass_time(set);
		if (ask_hosts(set, 0, 1, &hosts)) {
			file_ready(set_file, POLLIN | POLLRDNORM);
			return POLLIN | POLLRDNORM;
		}
	}
	lock(&epoll_lock);
	for (struct watch *w; !ready && (w = take(set));) {
		struct file *f = w->file;
		uint32_t serial = w->serial;
		unlock(&epoll_lock);
		uint32_t now = f->ops ? f->ops->poll(f) : 0;
		lock(&epoll_lock);
		if (w->serial == serial && !w->disabled) {
			check_kind(w);
			if (now & (w->events | EPOLLERR | EPOLLHUP)) ready = 1;
			if (ready && !w->queued) w->queued = 1, list_insert_before(set->ready.next, &w->ready);
		}
		unlock(&epoll_lock);
		file_put(f);
		lock(&epoll_lock);
	}
	unlock(&epoll_lock);
	return ready ? POLLIN | POLLRDNORM : 0;
}

int epoll_hosted(int handle)
{
	struct stat st;
	struct winsize size;
	if (proxy_request(__NR_fstat64, handle, (long)&st, 0, 0, 0, 0)) return 1;
	if (S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISBLK(st.st_mode)) return 0;
	return !S_ISCHR(st.st_mode) ||
		!proxy_request(__NR_ioctl, handle, TIOCGWINSZ, (long)&size, 0, 0, 0);
}

static long wait(struct epoll *set, struct epoll_event *out, int max, int64_t end)
{
	/* As poll_files: files of the proxy are asked again in ever longer steps. */
	for (int64_t step = 250000;; step = step < 5000000 ? step * 2 : 10000000) {
		int seen = load_sync(&set->changed), hosts = 0;
		if (set->asked) pass_time(set);
		int n = harvest(set, out, max);
		if (set->asked && n < max) n += ask_hosts(set, out + n, max - n, &hosts);
		if (n) return n;
		int64_t now = end == NEVER || !end ? 0 : clock_ns(CLOCK_MONOTONIC);
		if (now >= end) return 0;
		if (net_spin(&set->changed, seen)) continue;
		int64_t until = set->asked ? epoll_next(set->file) : NEVER;
		if (end < until) until = end;
		if (until != NEVER || hosts) now = clock_ns(CLOCK_MONOTONIC);
		if (hosts && until - now > step) until = now + step;
		if (until <= now && until != NEVER) continue;
		add(&set->sleepers, 1);
		long r = net_wait(&set->changed, seen, until == NEVER ? -1 : until - now);
		add(&set->sleepers, -1);
		if (r == -EINTR && (signals_take() || cancel_due())) return r;
	}
}

static inline int count_bad(int max)
{
	return max <= 0 || max > (int)(INT32_MAX / sizeof(struct epoll_event));
}

/* With the ranges checked. */
static long wait_masked(int fd, struct epoll_event *out, int max, int64_t end, const uint64_t *mask)
{
	struct file *f = file_get(fd);
	if (!f) return -EBADF;
	long r = f->ops == &epoll_ops ? 0 : -EINVAL;
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	if (!r && mask) {
		t->mask = *mask;
		if (signals_due()) r = -EINTR;
	}
	if (!r) {
		struct epoll *set = f->object;
		r = wait(set, out, max, end);
		/* A wake that came here but was not used goes to another. */
		if (!list_alone(&set->ready) && load_sync(&set->sleepers)) core_wake(&set->changed, 1);
	}
	if (mask) {
		signals_take();
		t->mask = before;
	}
	file_put(f);
	return r;
}

SYSCALL(epoll_pwait)
{
	if (count_bad(n)) return -EINVAL;
	if (FAULTS_epoll_pwait) return -EFAULT;
	return wait_masked(set, events, n,
		timeout < 0   ? NEVER
			: timeout ? clock_ns(CLOCK_MONOTONIC) + timeout * 1000000ll
					  : 0,
		mask);
}

SYSCALL(epoll_pwait2)
{
	if (timeout && range_bad(timeout, sizeof *timeout)) return -EFAULT;
	if (timeout && (timeout->tv_sec < 0 || (unsigned long)timeout->tv_nsec >= 1000000000))
		return -EINVAL;
	if (count_bad(n)) return -EINVAL;
	if (FAULTS_epoll_pwait2) return -EFAULT;
	int64_t ns = timeout ? timespec_ns(timeout) : 0;
	return wait_masked(set, events, n,
		!timeout ? NEVER
			: ns ? clock_ns(CLOCK_MONOTONIC) + ns
				 : 0,
		mask);
}
