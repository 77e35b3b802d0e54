/*
 * Timers, by a thread of the program's that sleeps until the next one is due; it is there while one is armed. CPU-time clocks
 * have none.
 */
#include <errno.h>
#include <limits.h>
#include "pthread_impl.h"
#include "timers.h"

struct posix_timer __timers[TIMERS];
pthread_mutex_t __timers_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static int prepared, running;

int64_t __timer_now(const struct posix_timer *t)
{
	struct timespec now;
	clock_gettime(t->clock, &now);
	return now.tv_sec * 1000000000ll + now.tv_nsec;
}

struct posix_timer *__timer_find(timer_t id)
{
	intptr_t at = (intptr_t)id - 1;
	pthread_mutex_lock(&__timers_lock);
	if (at >= 0 && at < TIMERS && __timers[at].used) return &__timers[at];
	pthread_mutex_unlock(&__timers_lock);
	return 0;
}

static int is_pending(int signal)
{
	sigset_t set;
	sigpending(&set);
	return sigismember(&set, signal);
}

/* With the lock: what a timer that is due does. */
static void fire(struct posix_timer *t, int64_t now)
{
	int64_t times = 1;
	if (t->interval) {
		times += (now - t->due) / t->interval;
		t->due += times * t->interval;
	} else t->due = 0;
	int more = times - 1 > INT_MAX ? INT_MAX : times - 1;
	switch (t->event.sigev_notify) {
	case SIGEV_SIGNAL:
		/* One that has not been taken yet stands for all. */
		if (is_pending(t->event.sigev_signo)) {
			int64_t all = (int64_t)t->overrun + times;
			t->overrun = all > INT_MAX ? INT_MAX : all;
			return;
		}
		t->overrun = more;
		__notify_signal(&t->event, SI_TIMER);
		break;
	case SIGEV_THREAD_ID:
		t->overrun = more;
		__syscall(SYS_tkill, t->event.sigev_notify_thread_id, t->event.sigev_signo);
		break;
	case SIGEV_THREAD: t->overrun = more; __notify_thread(&t->event);
	}
}

static void *keep(void *unused)
{
	pthread_mutex_lock(&__timers_lock);
	for (;;) {
		int64_t next = INT64_MAX;
		for (struct posix_timer *t = __timers; t < __timers + TIMERS; t++) {
			if (!t->used || !t->due) continue;
			int64_t now = __timer_now(t);
			if (t->due <= now) fire(t, now);
			if (t->due && t->due - now < next) next = t->due - now;
		}
		if (next == INT64_MAX) break;
		if (next < 0) continue;
		struct timespec at;
		clock_gettime(CLOCK_MONOTONIC, &at);
		next += at.tv_nsec;
		if (next / 1000000000 > INT_MAX) next = INT_MAX * 1000000000ll;
		at.tv_sec += next / 1000000000;
		at.tv_nsec = next % 1000000000;
		pthread_cond_timedwait(&changed, &__timers_lock, &at);
	}
	running = 0;
	pthread_mutex_unlock(&__timers_lock);
	return 0;
}

int __timers_look(void)
{
	if (running) {
		pthread_cond_signal(&changed);
		return 0;
	}
	if (!prepared) {
		pthread_condattr_t monotonic;
		pthread_condattr_init(&monotonic);
		pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
		pthread_cond_init(&changed, &monotonic);
		prepared = 1;
	}
	pthread_t keeper;
	pthread_attr_t detached;
	sigset_t all, before;
	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	/* Signals are the program's. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int error = pthread_create(&keeper, &detached, keep, 0);
	pthread_sigmask(SIG_SETMASK, &before, 0);
	running = !error;
	return error;
}

int timer_create(clockid_t clock, struct sigevent *restrict event, timer_t *restrict id)
{
	if (clock != CLOCK_REALTIME && clock != CLOCK_MONOTONIC && clock != CLOCK_BOOTTIME) {
		errno = clock == CLOCK_PROCESS_CPUTIME_ID || clock == CLOCK_THREAD_CPUTIME_ID ? ENOTSUP
																					  : EINVAL;
		return -1;
	}
	if (event) {
		int notify = event->sigev_notify, signal = event->sigev_signo;
		if ((notify == SIGEV_SIGNAL || notify == SIGEV_THREAD_ID) && (signal < 1 || signal > 31))
			goto wrong;
		if (notify < SIGEV_SIGNAL || (notify > SIGEV_THREAD && notify != SIGEV_THREAD_ID))
			goto wrong;
	}
	pthread_mutex_lock(&__timers_lock);
	struct posix_timer *t = __timers;
	while (t < __timers + TIMERS && t->used) t++;
	if (t == __timers + TIMERS) {
		pthread_mutex_unlock(&__timers_lock);
		errno = EAGAIN;
		return -1;
	}
	*t = (struct posix_timer){ .used = 1, .clock = clock };
	*id = (timer_t)(t - __timers + 1);
	if (event) t->event = *event;
	else t->event = (struct sigevent){ .sigev_signo = SIGALRM, .sigev_value.sival_ptr = *id };
	pthread_mutex_unlock(&__timers_lock);
	return 0;
wrong:
	errno = EINVAL;
	return -1;
}
