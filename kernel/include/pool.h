/* Small objects of one size. Their memory is never given back, so a stale pointer still points to an object of its kind. */
#ifndef HERMIT_POOL_H
#define HERMIT_POOL_H
#include "kernel.h"
struct pool {
	uint32_t size; /* of an object, a multiple of 8 and at most a page */
	volatile int lock;
	void *free; /* linked by their first word */
};
#define POOL_OF(type) { .size = (sizeof(type) + 7) / 8 * 8 }
/* Filled with zero; NULL: no memory. */
void *pool_take(struct pool *);
void pool_give(struct pool *, void *);
#endif
