/* How threads wait for what others of their team do, running tasks meanwhile where that is allowed. */
#ifndef HERMIT_OPENMP_WAIT_H
#define HERMIT_OPENMP_WAIT_H
#include "team/sleep.h"

/* Whether what is waited for has come; called again and again, by the thread that waits. */
typedef int ready(struct member *, void *);
enum waiting { WAIT_PLAIN, WAIT_WITH_TASKS, WAIT_FOR_CHILDREN };
void wait_slowly(struct member *m, ready *is, void *argument, enum waiting);
static inline __attribute__((always_inline)) void wait_until(
	struct member *m, ready *is, void *argument, enum waiting how)
{
	for (int i = 0; i < POLLS_INLINE; i++)
		if (is(m, argument)) return;
	wait_slowly(m, is, argument, how);
}

#endif
