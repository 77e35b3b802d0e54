#include <errno.h>
#include "timers.h"

static int64_t nanoseconds(const struct timespec *t)
{
	return t->tv_sec * 1000000000ll + t->tv_nsec;
}

static struct timespec timespec_of(int64_t ns)
{
	return (struct timespec){ .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

static int is_bad(const struct timespec *t)
{
	return t->tv_sec < 0 || t->tv_nsec < 0 || t->tv_nsec > 999999999;
}

/* With the lock. */
static struct itimerspec left(const struct posix_timer *t)
{
	int64_t rest = t->due ? t->due - __timer_now(t) : 0;
	if (t->due && rest <= 0) rest = 1;   /* about to fire */
	return (struct itimerspec){ timespec_of(t->interval), timespec_of(rest) };
}

int timer_settime(
	timer_t id, int flags, const struct itimerspec *restrict new, struct itimerspec *restrict old)
{
	struct posix_timer *t = __timer_find(id);
	if (!t || !new || is_bad(&new->it_value) || is_bad(&new->it_interval)) {
		if (t) pthread_mutex_unlock(&__timers_lock);
		errno = EINVAL;
		return -1;
	}
	struct itimerspec before = left(t);
	int64_t first = nanoseconds(&new->it_value);
	int error = 0;
	t->interval = nanoseconds(&new->it_interval);
	t->due = !first ? 0 : flags & TIMER_ABSTIME ? first : __timer_now(t) + first;
	t->overrun = 0;
	if (t->due && (error = __timers_look())) t->due = 0;
	pthread_mutex_unlock(&__timers_lock);
	if (error) {
		errno = error;
		return -1;
	}
	if (old) *old = before;
	return 0;
}

int timer_gettime(timer_t id, struct itimerspec *now)
{
	struct posix_timer *t = __timer_find(id);
	if (!t) {
		errno = EINVAL;
		return -1;
	}
	*now = left(t);
	pthread_mutex_unlock(&__timers_lock);
	return 0;
}
