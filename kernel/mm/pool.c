#include <string.h>
#include "core.h"
#include "pages.h"
#include "pool.h"

void *pool_take(struct pool *p)
{
	lock(&p->lock);
	if (!p->free) {
		char *page = pages_alloc(1, 1, 0);
		for (uint32_t at = 0; page && at + p->size <= PAGE_SIZE_; at += p->size) {
			*(void **)(page + at) = p->free;
			p->free = page + at;
		}
	}
	void *object = p->free;
	if (object) p->free = *(void **)object;
	unlock(&p->lock);
	return object ? memset(object, 0, p->size) : 0;
}

void pool_give(struct pool *p, void *object)
{
	lock(&p->lock);
	*(void **)object = p->free;
	p->free = object;
	unlock(&p->lock);
}
