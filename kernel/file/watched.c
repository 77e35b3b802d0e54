#include "core.h"
#include "watched.h"

volatile int poll_changed, poll_sleepers;

weak void epoll_ready(struct file *f, int events) {}

void poll_ready(struct file *f)
{
	/* Counted after the bit is gone: who sets it again looks after that, and who had set it before finds another count. */
	__atomic_fetch_and(&f->watched, ~WATCHED_POLL, __ATOMIC_SEQ_CST);
	add(&poll_changed, 1);
	if (load_sync(&poll_sleepers)) core_wake(&poll_changed, -1);
}

void file_ready(struct file *f, int events)
{
	int watched = load_sync(&f->watched);
	if (likely(!watched)) return;
	if (watched & WATCHED_POLL) poll_ready(f);
	if (watched & WATCHED_EPOLL) epoll_ready(f, events);
}
