/*
 * Memory of threads (C stack, thread-local storage, struct pthread), in place of mmap for pthread_create. Only the end of it has to
 * be zero, where libc keeps what it made; what a dead thread left on its stack need not be wiped, and the last few are kept.
 */
#include <string.h>
#include <sys/mman.h>
#include "core.h"
#include "pages.h"
#include "hooks.h"
#include "stacks.h"

#define ZEROED \
	8192u /* more than TLS and struct pthread of most programs; images with more TLS wipe all of it */

static struct {
	void *at;
	uint32_t size;
} cache[STACK_CACHE];
static int cached;
static volatile int cache_lock;

extern unsigned __hermit_thread_area(void);

void *__stack_map(void *at, size_t size, int prot, int flags, int fd, long long offset)
{
	uint32_t wipe = __hermit_thread_area() + ZEROED;
	void *found = 0;
	lock(&cache_lock);
	for (int i = cached - 1; i >= 0 && !found; i--)
		if (cache[i].size == size) {
			found = cache[i].at;
			cache[i] = cache[--cached];
		}
	unlock(&cache_lock);
	if (found) {
		if (wipe > size) wipe = size;
		memset((char *)found + size - wipe, 0, wipe);
		return found;
	}
	found = pages_alloc(size / PAGE_SIZE_, 1, 1);
	if (found) return found;
	errno = ENOMEM;
	return MAP_FAILED;
}

static void release(void *base, uint32_t size)
{
	lock(&cache_lock);
	int keep = cached < STACK_CACHE && size <= 4 * STACK_SIZE;
	if (keep) {
		cache[cached].at = base;
		cache[cached++].size = size;
	}
	unlock(&cache_lock);
	if (!keep) pages_drop_range(base, size / PAGE_SIZE_);
}

int __stack_unmap(void *base, size_t size)
{
	release(base, size);
	return 0;
}

/* libc opens what is above the guard: the end of the guard gets words that an overflow destroys. */
int __stack_protect(void *base, size_t size, int prot)
{
	int *end = base;
	for (int i = 1; i <= STACK_MARKS; i++) end[-i] = STACK_MARK;
	thread_current()->guards = end;
	return 0;
}

void stack_check(const int *end)
{
	if (!end) return;
	for (int i = 1; i <= STACK_MARKS; i++)
		if (unlikely(end[-i] != STACK_MARK))
			panic("a thread used more than its stack: give it a larger one (OMP_STACKSIZE, "
				  "pthread_attr_setstacksize)");
}

void thread_left(struct thread *t)
{
	stack_check(t->stack_end);
	if (t->unmap) release(t->unmap, t->unmap_size);
}
