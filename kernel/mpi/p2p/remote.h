/* Other processes' memories, for what reaches into them without their help: long reductions, windows. */
#ifndef MPI_REMOTE_H
#define MPI_REMOTE_H

#include "transport/transport.h"

struct peer *remote_meet(struct process *me, struct peer *p);
/* The process, once its memory can be reached; NULL: it has ended. It has called MPI_Init, or this waits until it does. */
static inline struct peer *remote(struct process *me, int process)
{
	struct peer *p = &me->transport->peers[process];
	return likely(p->state == PEER_MET || p->state == PEER_OPEN) ? p : remote_meet(me, p);
}

/* Atomically, on an aligned word: adds, or stores `desired` where `expected` is. Return an error number below 0, else 0; the value before goes to *old. */
static inline int remote_add(struct peer *p, uint32_t address, int value, int *old)
{
	if (p->capability != SAME_ISLE) return hv_fetch_add(p->capability, address, value, old);
	*old = add((volatile int *)address, value);
	return 0;
}

static inline int remote_swap(struct peer *p, uint32_t address, int expected, int desired, int *old)
{
	if (p->capability != SAME_ISLE) return hv_compare_swap(p->capability, address, expected, desired, old);
	*old = cas((volatile int *)address, expected, desired);
	return 0;
}

#endif
