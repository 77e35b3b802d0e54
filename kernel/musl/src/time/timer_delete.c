#include <errno.h>
#include "timers.h"

int timer_delete(timer_t id)
{
	struct posix_timer *t = __timer_find(id);
	if (!t) {
		errno = EINVAL;
		return -1;
	}
	t->used = 0;
	t->due = 0;
	pthread_mutex_unlock(&__timers_lock);
	return 0;
}
