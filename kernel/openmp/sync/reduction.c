/*
 * Reductions of private copies at the end of a construct. The compiler has both forms ready: each thread adds its variables with
 * atomic instructions, which is best for one or two, or all of them under a lock.
 */
#include "env/settings.h"
#include "sync/barrier.h"
#include "team/mutex.h"
#include "team/team.h"

enum { HAS_ATOMIC = 0x10, ATOMIC_VARIABLES = 2 };
enum { REDUCE_ALONE = 1, REDUCE_LOCKED = 3, REDUCE_ATOMIC = 2 };

static inline int reduce(struct member *m, struct ident *source, int variables, int *lock)
{
	if (m->size == 1) return m->reducing = REDUCE_ALONE;
	if (source->flags & HAS_ATOMIC && variables <= ATOMIC_VARIABLES)
		return m->reducing = REDUCE_ATOMIC;
	mutex_lock(lock);
	m->reducing = REDUCE_LOCKED;
	return 1;
}

int __kmpc_reduce_nowait(struct ident *source, int gtid, int variables, size_t size, void *data,
	void (*combine)(void *, void *), int *lock)
{
	return reduce(self(), source, variables, lock);
}

int __kmpc_reduce(struct ident *source, int gtid, int variables, size_t size, void *data,
	void (*combine)(void *, void *), int *lock)
{
	return reduce(self(), source, variables, lock);
}

void __kmpc_end_reduce_nowait(struct ident *source, int gtid, int *lock)
{
	if (self()->reducing == REDUCE_LOCKED) mutex_unlock(lock);
}

void __kmpc_end_reduce(struct ident *source, int gtid, int *lock)
{
	struct member *m = self();
	if (m->reducing == REDUCE_LOCKED) mutex_unlock(lock);
	/* Who cancels the construct comes past this, straight to the barrier at its end, which the compiler makes apart: that one is enough. */
	if (likely(!settings.cancellation)) barrier(m);
}
