/* The program break, for programs that ask for it: malloc does not. An eighth of the memory is set aside when it is first used. */
#include <string.h>
#include "core.h"
#include "pages.h"

static uint32_t start, now, last;
static volatile int break_lock;

SYSCALL(brk)
{
	uint32_t to = (uint32_t)end;
	lock(&break_lock);
	if (!start) {
		uint32_t pages = (uint32_t)*word(BOOT_MEMORY_LIMIT) / PAGE_SIZE_ / 8;
		start = now = (uint32_t)pages_alloc(pages, 1, 1);
		last = start ? start + pages * PAGE_SIZE_ : 0;
	}
	if (to >= start && to <= last) {
		/* What is given back reads as zero when it is taken again. */
		if (to < now) memset((void *)to, 0, now - to);
		now = to;
	}
	unlock(&break_lock);
	return now;
}
