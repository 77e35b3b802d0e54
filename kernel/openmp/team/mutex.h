/* The runtime's own mutual exclusion, for a few instructions each: 0 free, 1 held, 2 held and waited for. */
#ifndef HERMIT_OPENMP_MUTEX_H
#define HERMIT_OPENMP_MUTEX_H
#include "core.h"

void mutex_lock_slowly(volatile int *);
static inline void mutex_lock(volatile int *l)
{
	if (cas(l, 0, 1)) mutex_lock_slowly(l);
}
static inline void mutex_unlock(volatile int *l)
{
	if (swap(l, 0) == 2) core_wake(l, 1);
}

#endif
