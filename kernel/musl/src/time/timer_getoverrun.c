#include <errno.h>
#include "timers.h"

int timer_getoverrun(timer_t id)
{
	struct posix_timer *t = __timer_find(id);
	if (!t) {
		errno = EINVAL;
		return -1;
	}
	int overrun = t->overrun;
	pthread_mutex_unlock(&__timers_lock);
	return overrun;
}
