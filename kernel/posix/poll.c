#include <string.h>
#include "clock.h"
#include "core.h"
#include "fd.h"
#include "pollers.h"
#include "proxy.h"
#include "signals.h"

static volatile int changed, waiting;

void pollers_wake(void)
{
	if (!load_sync(&waiting)) return;
	add(&changed, 1);
	core_wake(&changed, -1);
}

/* Looks at the kernel's objects; the others get their handle in `host`. Returns the number that are ready. */
static int look(struct pollfd *fds, struct pollfd *host, uint32_t n, uint32_t *hosts)
{
	int ready = 0;
	*hosts = 0;
	for (uint32_t i = 0; i < n; i++) {
		host[i] = (struct pollfd){ .fd = -1 };
		fds[i].revents = 0;
		if (fds[i].fd < 0) continue;
		struct file *f = file_get(fds[i].fd);
		if (!f) fds[i].revents = POLLNVAL;
		else {
			if (!f->ops) host[i] = (struct pollfd){ .fd = f->handle, .events = fds[i].events }, ++*hosts;
			else if (f->ops->poll) fds[i].revents = f->ops->poll(f) & (fds[i].events | POLLERR | POLLHUP);
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
	if (r > 0) for (uint32_t i = 0; i < n; i++) if (host[i].fd >= 0) fds[i].revents = host[i].revents;
	return r;
}

long poll_files(struct pollfd *fds, uint32_t n, int64_t deadline)
{
	struct pollfd host[n + 1];
	uint32_t hosts;
	/* Both kinds at once: the objects are waited for, and the proxy is asked again in ever longer steps up to 10 ms. */
	for (int64_t step = 250000;; step = step < 5000000 ? step * 2 : 10000000) {
		add(&waiting, 1);
		int seen = load_sync(&changed);
		int ready = look(fds, host, n, &hosts);
		int64_t left = deadline < 0 ? INT64_MAX : deadline - clock_ns(CLOCK_MONOTONIC);
		if (left < 0) left = 0;
		long r = 0;
		int only_hosts = hosts && !ready;
		for (uint32_t i = 0; i < n && only_hosts; i++) only_hosts = fds[i].fd < 0 || host[i].fd >= 0;
		if (hosts) r = ask_host(fds, host, n, !only_hosts ? 0 : deadline < 0 ? -1 : left);
		if (r > 0) ready += r;
		if (r >= 0 && !ready && left && !only_hosts) {
			int64_t ns = hosts && left > step ? step : left;
			r = core_wait(&changed, seen, ns == INT64_MAX ? -1 : ns);
			if (r == -EINTR && !signals_take() && !cancel_due()) r = 0;
		}
		add(&waiting, -1);
		if (ready) return ready;
		if (r < 0 && r != -ETIMEDOUT) return r;
		if (!left || only_hosts) return 0;
	}
}

/* Runs `poll_files` under another signal mask, if one is given. */
static long poll_masked(struct pollfd *fds, uint32_t n, const struct timespec *time, const uint32_t *mask)
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
	if ((unsigned long)b > MAX_FDS) return -EINVAL;
	if ((b && range_bad((void *)a, b * sizeof(struct pollfd))) || (c && range_bad((void *)c, sizeof(struct timespec)))
	    || (d && range_bad((void *)d, 8))) return -EFAULT;
	return poll_masked((struct pollfd *)a, b, (const struct timespec *)c, (const uint32_t *)d);
}

#define SET_BYTES(n) (((n) + 31) / 32 * 4)

SYSCALL(pselect6_time64)
{
	static const short events[3] = { POLLIN, POLLOUT, POLLPRI };
	static const short results[3] = { POLLIN | POLLRDNORM | POLLHUP | POLLERR, POLLOUT | POLLWRNORM | POLLERR, POLLPRI };
	uint32_t *sets[3] = { (uint32_t *)b, (uint32_t *)c, (uint32_t *)d };
	const struct { const uint32_t *mask; long size; } *masks = (void *)f;
	if (a < 0 || a > MAX_FDS) return -EINVAL;
	for (int i = 0; i < 3; i++) if (sets[i] && range_bad(sets[i], SET_BYTES(a))) return -EFAULT;
	if ((e && range_bad((void *)e, sizeof(struct timespec))) || (f && range_bad(masks, sizeof *masks))
	    || (f && masks->mask && range_bad(masks->mask, 8))) return -EFAULT;
	struct pollfd fds[a + 1];
	uint32_t n = 0;
	for (int fd = 0; fd < a; fd++) {
		short wanted = 0;
		for (int i = 0; i < 3; i++) if (sets[i] && sets[i][fd / 32] >> fd % 32 & 1) wanted |= events[i];
		if (wanted) fds[n++] = (struct pollfd){ fd, wanted, 0 };
	}
	long r = poll_masked(fds, n, (const struct timespec *)e, f ? masks->mask : 0);
	if (r < 0) return r;
	for (uint32_t i = 0; i < n; i++) if (fds[i].revents & POLLNVAL) return -EBADF;
	long bits = 0;
	for (int i = 0; i < 3; i++) {
		if (!sets[i]) continue;
		memset(sets[i], 0, SET_BYTES(a));
		for (uint32_t k = 0; k < n; k++) if (fds[k].events & events[i] && fds[k].revents & results[i]) {
			sets[i][fds[k].fd / 32] |= 1u << fds[k].fd % 32;
			bits++;
		}
	}
	return bits;
}
