/* What poll.c, epoll.c and watched.c share. */
#ifndef HERMIT_WATCHED_H
#define HERMIT_WATCHED_H
#include "pollers.h"
/* Counted up when a file with WATCHED_POLL changed; poll waits on it. */
extern volatile int poll_changed, poll_sleepers;
static inline void watch_by_poll(struct file *f)
{
	if (!(load_sync(&f->watched) & WATCHED_POLL))
		__atomic_fetch_or(&f->watched, WATCHED_POLL, __ATOMIC_SEQ_CST);
}
/* Tells those that poll the file. */
void poll_ready(struct file *);
#endif
