/* Epoll sets and what they watch; waiting is in epoll_wait.c. */
#include <string.h>
#include "core.h"
#include "epoll.h"
#include "pool.h"
#include "vectors.h"
#include "watched.h"

#define NESTED_MAX 5   /* sets within sets: Linux's limit */

volatile int epoll_lock;
static struct pool sets = POOL_OF(struct epoll), watches = POOL_OF(struct watch);
static uint32_t serials;

/* With the lock. */
static void mark(struct file *f, int events)
{
	for (struct watch *w = f->watches; w; w = w->of_file)
		if (!w->disabled && events & (w->events | EPOLLERR | EPOLLHUP)) epoll_queue(w);
}

void epoll_nudge(struct epoll *set)
{
	add(&set->changed, 1);
	if (load_sync(&set->sleepers)) core_wake(&set->changed, -1);
	int watched = load_sync(&set->file->watched);
	if (watched & WATCHED_POLL) poll_ready(set->file);
	/* A set that is watched is no deeper in others than NESTED_MAX. */
	if (watched & WATCHED_EPOLL) mark(set->file, EPOLLIN);
}

void epoll_queue(struct watch *w)
{
	struct epoll *set = w->set;
	if (w->queued) return;
	w->queued = 1;
	list_insert_before(&set->ready, &w->ready);
	add(&set->changed, 1);
	if (load_sync(&set->sleepers)) core_wake(&set->changed, 1);
	int watched = load_sync(&set->file->watched);
	if (watched & WATCHED_POLL) poll_ready(set->file);
	if (watched & WATCHED_EPOLL) mark(set->file, EPOLLIN);
}

void epoll_ready(struct file *f, int events)
{
	lock(&epoll_lock);
	/* Its last reference may be gone by now. */
	if (load_sync(&f->watched) & WATCHED_EPOLL) mark(f, events);
	unlock(&epoll_lock);
}

/* With the lock. */
static void forget(struct watch *w)
{
	struct watch **at = &w->file->watches;
	while (*at != w) at = &(*at)->of_file;
	*at = w->of_file;
	if (!w->file->watches) __atomic_fetch_and(&w->file->watched, ~WATCHED_EPOLL, __ATOMIC_SEQ_CST);
	if (w->asked) {
		for (at = &w->set->asked; *at != w; at = &(*at)->asked_next) {}
		*at = w->asked_next;
	}
	list_remove(&w->ready);
	list_remove(&w->of_set);
	w->serial = 0;
	pool_give(&watches, w);
}

void file_unwatch(struct file *f)
{
	if (!(load_sync(&f->watched) & WATCHED_EPOLL)) return;
	lock(&epoll_lock);
	while (f->watches) forget(f->watches);
	unlock(&epoll_lock);
}

static void close_epoll(struct file *f)
{
	struct epoll *set = f->object;
	lock(&epoll_lock);
	while (!list_alone(&set->watches)) forget(watch_of_set(set->watches.next));
	unlock(&epoll_lock);
	pool_give(&sets, set);
}

const struct file_ops epoll_ops = {
	.stat = anonymous_stat, .poll = epoll_poll, .next = epoll_next, .close = close_epoll
};

SYSCALL(epoll_create1)
{
	if (flags & ~EPOLL_CLOEXEC) return -EINVAL;
	struct epoll *set = pool_take(&sets);
	struct file *file = set ? file_new() : 0;
	if (!file) {
		if (set) pool_give(&sets, set);
		return set ? -ENFILE : -ENOMEM;
	}
	list_new(&set->ready);
	list_new(&set->watches);
	set->file = file;
	file->object = set;
	file->flags = O_RDWR;
	file->ops = &epoll_ops;
	int fd = fd_install(file, 0, flags & EPOLL_CLOEXEC);
	if (fd < 0) file_put(file);
	return fd;
}

/* With the lock: how many sets deep this file is, itself included; more than NESTED_MAX if `set` is among them. */
static int depth(const struct file *f, const struct epoll *set)
{
	if (f->ops != &epoll_ops) return 0;
	const struct epoll *inner = f->object;
	int deepest = 0;
	if (inner == set) return NESTED_MAX + 1;
	for (struct list_node *l = inner->watches.next; l != &inner->watches && deepest <= NESTED_MAX;
		l = l->next) {
		int d = depth(watch_of_set(l)->file, set);
		if (d > deepest) deepest = d;
	}
	return deepest + 1;
}

/* With the lock: how many sets stand above this file. */
static int height(const struct file *f)
{
	int highest = 0;
	for (const struct watch *w = f->watches; w; w = w->of_file) {
		int h = height(w->set->file) + 1;
		if (h > highest) highest = h;
	}
	return highest;
}

/* With the lock. */
static struct watch *find(const struct epoll *set, const struct file *f, int fd)
{
	struct watch *w = f->watches;
	while (w && (w->set != set || w->fd != fd)) w = w->of_file;
	return w;
}

static int exclusive_bad(const struct file *f, int op, uint32_t events)
{
	const uint32_t allowed = EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLWAKEUP | EPOLLET |
		EPOLLEXCLUSIVE;
	return events & EPOLLEXCLUSIVE &&
		(op == EPOLL_CTL_MOD || f->ops == &epoll_ops || events & ~allowed);
}

/* With the lock. */
static long add_watch(struct epoll *set, struct file *f, int fd)
{
	if (find(set, f, fd)) return -EEXIST;
	if (f->ops == &epoll_ops && height(set->file) + depth(f, set) >= NESTED_MAX) return -ELOOP;
	struct watch *w = pool_take(&watches);
	if (!w) return -ENOMEM;
	w->set = set;
	w->file = f;
	w->fd = fd;
	w->serial = ++serials ? serials : ++serials;
	w->disabled = 1;
	list_new(&w->ready);
	list_insert_before(&set->watches, &w->of_set);
	w->of_file = f->watches;
	f->watches = w;
	if (!f->ops || f->ops->next) {
		w->asked = 1;
		w->asked_next = set->asked;
		set->asked = w;
	}
	__atomic_fetch_or(&f->watched, WATCHED_EPOLL, __ATOMIC_SEQ_CST);
	return 0;
}

static long control(
	struct epoll *set, int op, struct file *f, int fd, const struct epoll_event *event)
{
	lock(&epoll_lock);
	long r = op == EPOLL_CTL_ADD ? add_watch(set, f, fd) : 0;
	struct watch *w = r ? 0 : find(set, f, fd);
	if (!w) r = r ? r : -ENOENT;
	else if (op == EPOLL_CTL_DEL) forget(w);
	else if (op == EPOLL_CTL_MOD && w->events & EPOLLEXCLUSIVE) r = -EINVAL;
	else {
		w->events = event->events;
		w->data = event->data.u64;
		w->disabled = 0;
		w->told = 0;
		/* Whoever waits asks the file: it may be ready already. */
		epoll_queue(w);
		if (w->asked) epoll_nudge(set);
	}
	unlock(&epoll_lock);
	return r;
}

SYSCALL(epoll_ctl)
{
	if (op != EPOLL_CTL_DEL && range_bad(event, sizeof *event)) return -EFAULT;
	struct file *watching = file_get(set), *target = watching ? file_get(fd) : 0;
	long r = !target ? -EBADF : 0;
	if (!r &&
		(target->ops ? !target->ops->poll : op == EPOLL_CTL_ADD && !epoll_hosted(target->handle)))
		r = -EPERM;
	if (!r && (watching == target || watching->ops != &epoll_ops)) r = -EINVAL;
	if (!r && op != EPOLL_CTL_ADD && op != EPOLL_CTL_MOD && op != EPOLL_CTL_DEL) r = -EINVAL;
	if (!r && op != EPOLL_CTL_DEL && exclusive_bad(target, op, event->events)) r = -EINVAL;
	if (!r) r = control(watching->object, op, target, fd, event);
	if (target) file_put(target);
	if (watching) file_put(watching);
	return r;
}
