/* Ordered parts of loops. */
#include "loop/loop.h"
#include "task/wait.h"

static int in_order(struct member *m, void *unused)
{
	return __atomic_load_n(&m->loop->ordered, __ATOMIC_ACQUIRE) == m->order || m->team->cancelled;
}

void __kmpc_ordered(struct ident *source, int gtid)
{
	struct member *m = self();
	if (!m->ordered || !m->loop) return;
	/* The way from one iteration's end to the next one's begin is what an ordered loop is about: nothing but the look itself. */
	volatile uint64_t *turn = &m->loop->ordered;
	uint64_t order = m->order;
	for (int left = m->team->flat ? POLLS_ORDERED : POLLS_INLINE; left > 0; left--)
		if (__atomic_load_n(turn, __ATOMIC_ACQUIRE) == order) return;
	wait_slowly(m, in_order, 0, WAIT_PLAIN);
}

/* Of those that sleep only the one whose turn it is has to wake up. */
static noinline void wake_next(struct team *t, uint64_t order)
{
	for (int i = 0; i < t->size; i++) {
		struct worker *w = t->workers[i];
		if (w && load_sync(&w->parked) == PARK_PLAIN && t->members[i].order == order) unpark(w);
	}
}

static void pass_on(struct member *m)
{
	uint64_t next = m->order + 1;
	__atomic_store_n(&m->loop->ordered, next, __ATOMIC_SEQ_CST);
	if (unlikely(load_sync(&m->team->sleepers))) wake_next(m->team, next);
}

void __kmpc_end_ordered(struct ident *source, int gtid)
{
	struct member *m = self();
	if (!m->ordered || !m->loop || m->bumped) return;
	m->bumped = 1;
	pass_on(m);
}

/* Called after each iteration of an ordered loop: one without an ordered part lets the next one go on, too. */
void end_iteration(struct member *m)
{
	if (!m->ordered || !m->loop) return;
	if (!m->bumped) {
		wait_until(m, in_order, 0, WAIT_PLAIN);
		pass_on(m);
	}
	m->bumped = 0;
	m->order++;
}
