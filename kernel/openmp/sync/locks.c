/*
 * The locks of omp.h, and critical sections. A lock's word names the thread that holds it, so that one which waits for itself is
 * told instead of waiting for ever. A nest lock belongs to a task.
 */
#include <string.h>
#include "team/mutex.h"
#include "team/sleep.h"
#include "team/team.h"

#define WAITED 1
#define NAME(gtid) (((gtid) + 1) << 1)

static inline int my_name(void) { return NAME(self()->worker->gtid); }

/* One wait in the kernel; a thread that holds the lock itself gets some time for another one to unset it, though none should. */
static void wait_for(volatile int *l, int held, int name, const char *call)
{
	if ((held & ~WAITED) != name) {
		if ((unsigned)held >> 1 > (unsigned)*word(BOOT_THREADS))
			openmp_fail("%s: the lock was not initialised, or something wrote over it", call);
		sleep_on(l, held);
	} else if (core_wait(l, held, SELF_WAIT_NS) == -ETIMEDOUT && load(l) == held)
		openmp_fail("%s: deadlock: thread %d waits for what it holds itself", call, self()->tid);
}

static noinline void lock_slowly(volatile int *l, int name, const char *call)
{
	for (int left = spins(), pause = 1, until = 0; left > 0; left--) {
		/* Each look takes the cache line from the one that holds the lock, so they become rarer. */
		if (until++ < pause) continue;
		until = 0;
		if (load(l) == 0 && cas(l, 0, name) == 0) return;
		if (pause < MAX_LOCK_PAUSE) pause *= 2;
	}
	if (unlikely(*word(HALT))) core_check_halt();
	for (;;) {
		int held = load_sync(l);
		if (!held) {
			/* Others may be waiting, too. */
			if (cas(l, 0, name | WAITED) == 0) return;
		} else if (held & WAITED || cas(l, held, held | WAITED) == held)
			wait_for(l, held | WAITED, name, call);
	}
}

static inline void set(volatile int *l, int name, const char *call)
{
	if (cas(l, 0, name)) lock_slowly(l, name, call);
}

static inline int unset(volatile int *l)
{
	int held = swap(l, 0);
	if (held & WAITED) core_wake(l, 1);
	return held;
}

static noinline void misused(const char *call, const char *what)
{
	static volatile int said;
	if (!swap(&said, 1)) openmp_warn("%s: %s", call, what);
}

void omp_init_lock(omp_lock_t *l) { l->_word = 0; }
void omp_init_lock_with_hint(omp_lock_t *l, omp_sync_hint_t hint) { l->_word = 0; }
void omp_set_lock(omp_lock_t *l) { set(&l->_word, my_name(), "omp_set_lock"); }
int omp_test_lock(omp_lock_t *l)
{
	return load(&l->_word) == 0 && cas(&l->_word, 0, my_name()) == 0;
}

void omp_destroy_lock(omp_lock_t *l)
{
	if (swap(&l->_word, 0)) misused("omp_destroy_lock", "the lock is still set");
}

void omp_unset_lock(omp_lock_t *l)
{
	if (unlikely(!unset(&l->_word))) misused("omp_unset_lock", "the lock is not set");
}

void omp_init_nest_lock(omp_nest_lock_t *l) { memset(l, 0, sizeof *l); }
void omp_init_nest_lock_with_hint(omp_nest_lock_t *l, omp_sync_hint_t hint)
{
	memset(l, 0, sizeof *l);
}

void omp_destroy_nest_lock(omp_nest_lock_t *l)
{
	if (l->_count) misused("omp_destroy_nest_lock", "the lock is still set");
	memset(l, 0, sizeof *l);
}

/* Only the owner finds itself there, so the word may be read without the lock. */
static int owned(omp_nest_lock_t *l, void *task)
{
	return __atomic_load_n(&l->_owner, __ATOMIC_RELAXED) == task;
}

static int enter(omp_nest_lock_t *l, void *task)
{
	__atomic_store_n(&l->_owner, task, __ATOMIC_RELAXED);
	return l->_count = 1;
}

void omp_set_nest_lock(omp_nest_lock_t *l)
{
	struct member *m = self();
	if (owned(l, m->task)) l->_count++;
	else {
		set(&l->_word, NAME(m->worker->gtid), "omp_set_nest_lock");
		enter(l, m->task);
	}
}

int omp_test_nest_lock(omp_nest_lock_t *l)
{
	struct member *m = self();
	if (owned(l, m->task)) return ++l->_count;
	return load(&l->_word) == 0 && cas(&l->_word, 0, NAME(m->worker->gtid)) == 0 ? enter(l, m->task)
																				 : 0;
}

void omp_unset_nest_lock(omp_nest_lock_t *l)
{
	if (unlikely(l->_count <= 0)) {
		misused("omp_unset_nest_lock", "the lock is not set");
		return;
	}
	if (--l->_count) return;
	__atomic_store_n(&l->_owner, 0, __ATOMIC_RELAXED);
	unset(&l->_word);
}

/* Critical sections: their locks are the first of the 32 bytes that the compiler makes for each name, all zero at first. */
void __kmpc_critical(struct ident *source, int gtid, int *name)
{
	set(name, NAME(gtid), "critical");
}
void __kmpc_critical_with_hint(struct ident *source, int gtid, int *name, unsigned hint)
{
	set(name, NAME(gtid), "critical");
}
void __kmpc_end_critical(struct ident *source, int gtid, int *name) { unset(name); }

/* LLVM's runtime offers one lock for what the compiler cannot make atomic. */
static volatile int everything;
void __kmpc_atomic_start(void) { mutex_lock(&everything); }
void __kmpc_atomic_end(void) { mutex_unlock(&everything); }
