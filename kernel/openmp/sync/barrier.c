/*
 * Barriers. Each thread counts epochs. In a flat team a thread says on its own cache line that it has reached the epoch and looks at the
 * cache lines of the others: between two threads that is one each way, both under way at once. Larger or crowded teams count
 * arrivals in one word, and the last one releases the others.
 *
 * Once a region has made tasks, its barriers also wait until no member's implicit task has descendants. A thread that leaves sees
 * that all at once; a slower one may find tasks that were made since. Therefore, before it makes a task, a thread publishes
 * the epoch that it has left, and who waits for that epoch or an older one leaves too.
 */
#include "env/settings.h"
#include "loop/loop.h"
#include "signals.h"
#include "stacks.h"
#include "sync/barrier.h"
#include "task/task.h"
#include "team/team.h"

static inline __attribute__((always_inline)) int arrived(struct member *m)
{
	struct team *t = m->team;
	if (!t->flat) return load(&t->release) - m->epoch >= 0;
	for (int i = 0; i < m->size; i++)
		if (i != m->tid && load(&t->members[i].arrived) - m->epoch < 0) return 0;
	return 1;
}

static int no_tasks(struct team *t)
{
	for (int i = 0; i < t->size; i++)
		if (children_of(&t->members[i].implicit)) return 0;
	return 1;
}

static inline __attribute__((always_inline)) int passed(struct member *m, void *unused)
{
	struct team *t = m->team;
	if (!arrived(m)) return t->cancelled;
	return likely(load(&t->tasky) != m->region) || load_sync(&t->task_epoch) - m->epoch >= 0 ||
		no_tasks(t);
}

static void arrive_by_count(struct member *m)
{
	m->gathered += m->size;
	if (add(&m->team->gathered, 1) + 1 != m->gathered) return;
	store(&m->team->release, m->epoch);
	changed(m, PARK_FOR_OTHERS);
}

static inline void arrive(struct member *m)
{
	m->epoch++;
	if (unlikely(!m->team->flat)) {
		arrive_by_count(m);
		return;
	}
	store(&m->arrived, m->epoch);
	changed(m, PARK_FOR_OTHERS);
}

/* Who cancels a construct comes past its end, where the compiler ends its reduction(task, …). */
static void leave_reductions(struct member *m, int region)
{
	if (m->modifier[1]) end_modifier(m, 1);
	if (region && m->modifier[0]) end_modifier(m, 0);
}

void barrier(struct member *m)
{
	if (unlikely(m->loop != 0)) leave_loop(m);
	if (unlikely(settings.cancellation)) leave_reductions(m, 0);
	if (m->size == 1) {
		m->epoch++;
		if (unlikely(m->team->tasky == m->region)) wait_until(m, passed, 0, WAIT_WITH_TASKS);
		return;
	}
	arrive(m);
	wait_until(m, passed, 0, WAIT_WITH_TASKS);
}

/*
 * The end of a region is a barrier at which only the first thread waits. Where regions can be cancelled, threads may come to it
 * after different numbers of barriers, so they are counted apart.
 */
static void arrive_at_end(struct member *m)
{
	if (likely(!settings.cancellation)) {
		/* Nobody waits for the first thread: its cache line stays where it is. */
		if (m->tid || !m->team->flat) arrive(m);
		else m->epoch++;
		return;
	}
	leave_reductions(m, 1);
	m->epoch++;
	add(&m->team->joined, 1);
	changed(m, PARK_FOR_OTHERS);
}

static int all_at_end(struct member *m, void *unused)
{
	struct team *t = m->team;
	return load_sync(&t->joined) == m->size && (load(&t->tasky) != m->region || no_tasks(t));
}

/* Who helps with its tasks must have stopped before the team is used for anything else. */
static int over(struct member *m, void *unused) { return load(&m->team->finished) == m->region; }

void join_as_worker(struct member *m)
{
	if (unlikely(m->loop != 0)) leave_loop(m);
	struct worker *w = m->worker;
	struct team *t = m->team;
	int go = w->go, region = m->region;
	const int *end = thread_current()->stack_end;
	if (end && unlikely(end[-1] != STACK_MARK)) stack_check(end);
	arrive_at_end(m);
	/* The next region may begin now, even in another team: m is only looked at while it is sure that this one is not over. */
	for (int left = spins(); left > 0; left--) {
		if (load(&w->go) != go) return;
		if (unlikely(load(&t->tasky) == region)) break;
	}
	while (load_sync(&w->go) == go) {
		if (load_sync(&t->tasky) == region) {
			wait_until(m, over, 0, WAIT_WITH_TASKS);
			add(&t->acknowledged, 1);
			changed(m, PARK_PLAIN);
			return;
		}
		store(&w->parked, PARK_IDLE);
		if (!(load_sync(&w->go) != go || load_sync(&t->tasky) == region))
			sleep_on(&w->parked, PARK_IDLE);
		store(&w->parked, PARK_NO);
	}
}

static int all_acknowledged(struct member *m, void *unused)
{
	return load(&m->team->acknowledged) == m->size - 1;
}

void join_as_first(struct member *m)
{
	struct team *t = m->team;
	if (unlikely(m->loop != 0)) leave_loop(m);
	arrive_at_end(m);
	if (likely(!settings.cancellation)) wait_until(m, passed, 0, WAIT_WITH_TASKS);
	else {
		wait_until(m, all_at_end, 0, WAIT_WITH_TASKS);
		store(&t->joined, 0);
	}
	if (likely(load(&t->tasky) != m->region)) return;
	/* A worker that sleeps in join_as_worker is not counted as a sleeper. */
	store(&t->finished, m->region);
	wake_members(t, m, PARK_IDLE | PARK_FOR_OTHERS);
	wait_until(m, all_acknowledged, 0, WAIT_PLAIN);
	store(&t->acknowledged, 0);
}

void __kmpc_barrier(struct ident *source, int gtid) { barrier(self()); }

void __kmpc_flush(struct ident *source) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }
