#include <string.h>
#include "clock.h"
#include "core.h"
#include "fd.h"
#include "proxy.h"
#include "signals.h"
#include "watched.h"

struct found {
	uint32_t hosts, objects;   /* descriptors of the proxy's files and of the kernel's objects */
	int64_t next;              /* when one of the objects will be ready by itself */
};

static int look_at(struct file *f, struct found *found)
{
	found->objects++;
	watch_by_poll(f);
	int now = f->ops->poll ? f->ops->poll(f) : 0;
	int64_t next = f->ops->next ? f->ops->next(f) : NEVER;
	if (next < found->next) found->next = next;
	return now;
}

/* Looks at the kernel's objects; the others get their handle in `host`. Returns the number that are ready. */
static int look(struct pollfd *fds, struct pollfd *host, uint32_t n, struct found *found)
{
	int ready = 0;
	*found = (struct found){ .next = NEVER };
	for (uint32_t i = 0; i < n; i++) {
		host[i] = (struct pollfd){ .fd = -1 };
		fds[i].revents = 0;
		if (fds[i].fd < 0) continue;
		struct file *f = file_get(fds[i].fd);
		if (!f) fds[i].revents = POLLNVAL;
		else {
			if (!f->ops)
				host[i] = (struct pollfd){ .fd = f->handle, .events = fds[i].events },
				found->hosts++;
			else fds[i].revents = look_at(f, found) & (fds[i].events | POLLERR | POLLHUP);
			file_put(f);
		}
		ready += !!fds[i].revents;
	}
	return ready;
}

static long ask_host(struct pollfd *fds, struct pollfd *host, uint32_t n, int64_t ns)
{
	struct timespec time;
	ns_timespec(ns < 0 ? 0 : ns, &time);
	long r = proxy_call(__NR_ppoll_time64, (long)host, n, ns < 0 ? 0 : (long)&time, 0, 0, 0);
	if (r > 0)
		for (uint32_t i = 0; i < n; i++)
			if (host[i].fd >= 0) fds[i].revents = host[i].revents;
	return r;
}

/* Sleeps until an object changes, at most until a time. */
static long sleep(int seen, int64_t until)
{
	int64_t ns = until == NEVER ? -1 : until - clock_ns(CLOCK_MONOTONIC);
	if (until != NEVER && ns <= 0) return 0;
	add(&poll_sleepers, 1);
	long r = net_wait(&poll_changed, seen, ns);
	add(&poll_sleepers, -1);
	return r != -EINTR || (!signals_take() && !cancel_due()) ? 0 : r;
}

long poll_files(struct pollfd *fds, uint32_t n, int64_t deadline)
{
	struct pollfd host[n + 1];
	struct found found;
	int64_t end = deadline < 0 ? NEVER : deadline;
	/* Both kinds at once: the objects are waited for, and the proxy is asked again in ever longer steps up to 10 ms. */
	for (int64_t step = 250000;; step = step < 5000000 ? step * 2 : 10000000) {
		int seen = load_sync(&poll_changed);
		int ready = look(fds, host, n, &found);
		/* What needs no clock is seen without one. */
		int64_t now = ready && !found.hosts ? 0 : clock_ns(CLOCK_MONOTONIC),
				left = end == NEVER ? NEVER : end - now;
		if (left < 0) left = 0;
		long r = 0;
		int only_hosts = found.hosts && !found.objects && !ready;
		if (found.hosts) r = ask_host(fds, host, n, !only_hosts ? 0 : end == NEVER ? -1 : left);
		if (r > 0) ready += r;
		if (ready) return ready;
		if (r < 0) return r;
		if (!left || only_hosts) return 0;
		if (found.objects && net_spin(&poll_changed, seen)) continue;
		int64_t until = found.next < end ? found.next : end;
		if (found.hosts && until - now > step) until = now + step;
		if ((r = sleep(seen, until)) < 0) return r;
	}
}

/* Runs `poll_files` under another signal mask, if one is given. */
static long poll_masked(
	struct pollfd *fds, uint32_t n, const struct timespec *time, const uint64_t *mask)
{
	if (time && (time->tv_sec < 0 || (unsigned long)time->tv_nsec >= 1000000000)) return -EINVAL;
	struct thread *t = thread_current();
	uint32_t before = t->mask;
	if (mask) t->mask = *mask;
	long r = mask && signals_due() ? -EINTR : 0;
	if (!r) r = poll_files(fds, n, time ? clock_ns(CLOCK_MONOTONIC) + timespec_ns(time) : -1);
	if (mask) {
		signals_take();
		t->mask = before;
	}
	return r;
}

SYSCALL(ppoll_time64)
{
	if (n > MAX_FDS) return -EINVAL;
	if (FAULTS_ppoll_time64) return -EFAULT;
	return poll_masked(fds, n, timeout, mask);
}

#define SET_BYTES(n) (((n) + 31) / 32 * 4)

/* What pselect's sets ask of poll, and which of its answers count for each set. */
static const short asked[3] = { POLLIN, POLLOUT, POLLPRI };
static const short counted[3] = { POLLIN | POLLRDNORM | POLLHUP | POLLERR,
	POLLOUT | POLLWRNORM | POLLERR, POLLPRI };

/* The descriptors of the sets, as poll takes them: how many. */
static uint32_t gather(struct pollfd *fds, int end, int *const sets[3])
{
	uint32_t n = 0;
	for (int fd = 0; fd < end; fd++) {
		short wanted = 0;
		for (int i = 0; i < 3; i++)
			if (sets[i] && (uint32_t)sets[i][fd / 32] >> fd % 32 & 1) wanted |= asked[i];
		if (wanted) fds[n++] = (struct pollfd){ fd, wanted, 0 };
	}
	return n;
}

/* Writes what is ready into the sets: how many bits. */
static long scatter(const struct pollfd *fds, uint32_t n, int end, int *const sets[3])
{
	long bits = 0;
	for (int i = 0; i < 3; i++) {
		if (!sets[i]) continue;
		memset(sets[i], 0, SET_BYTES(end));
		for (uint32_t k = 0; k < n; k++)
			if (fds[k].events & asked[i] && fds[k].revents & counted[i]) {
				sets[i][fds[k].fd / 32] |= 1u << fds[k].fd % 32;
				bits++;
			}
	}
	return bits;
}

/* The last argument of pselect6. */
struct masked {
	const uint64_t *mask;
	long size;
};

SYSCALL(pselect6_time64)
{
	int *const sets[3] = { read, write, except };
	if (n < 0 || n > MAX_FDS) return -EINVAL;
	for (int i = 0; i < 3; i++)
		if (sets[i] && range_bad(sets[i], SET_BYTES(n))) return -EFAULT;
	if (FAULTS_pselect6_time64 || (mask && mask->mask && range_bad(mask->mask, sizeof *mask->mask)))
		return -EFAULT;
	struct pollfd fds[n + 1];
	uint32_t count = gather(fds, n, sets);
	long r = poll_masked(fds, count, timeout, mask ? mask->mask : 0);
	if (r < 0) return r;
	for (uint32_t i = 0; i < count; i++)
		if (fds[i].revents & POLLNVAL) return -EBADF;
	return scatter(fds, count, n, sets);
}
