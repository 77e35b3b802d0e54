/*
 * Waiting: poll for a while, running tasks where that is allowed; then announce the sleep, look once more, and sleep. Who wakes is in
 * team/wake.c.
 */
#include "task/task.h"
#include "team/sleep.h"

/* In a crowd a poll pays where tasks come up; elsewhere the one that is waited for needs this CPU. */
static int polls(struct member *m, enum waiting how)
{
	int n = spins();
	return n == SPIN_CROWDED && how != WAIT_PLAIN && load(&m->team->tasky) == m->region
		? SPIN_FOR_TASKS
		: n;
}

static void poll_then_sleep(struct member *m, ready *is, void *argument, enum waiting how)
{
	struct worker *w = m->worker;
	struct team *t = m->team;
	for (;;) {
		/* Each look at the queues takes their cache lines from those who make tasks, so looks in vain become rarer. */
		int pause = 1, until = 0;
		for (int left = polls(m, how); left > 0; left--) {
			if (is(m, argument)) return;
			if (how == WAIT_PLAIN || load(&t->tasky) != m->region || until++ < pause) continue;
			until = 0;
			if (run_a_task(m, how)) {
				left = polls(m, how);
				pause = m->lean ? LEAN_PAUSE : 1;
				until = m->bottom != load(&m->top) ? pause : 0;
			} else if (pause < MAX_PAUSE) pause *= 2;
		}
		if (unlikely(*word(HALT))) core_check_halt();
		add(&t->sleepers, 1);
		/* The bell is read before the last look, so a call in between is not missed. Who makes the first task rings it. */
		int at_bell = how == WAIT_WITH_TASKS && !t->flat && load(&t->tasky) != m->region,
			bell = load_sync(&t->bell);
		int parked = at_bell ? PARK_AT_BELL : PARK_PLAIN << how;
		store(&w->parked, parked);
		struct task *found = 0;
		int over = is(m, argument);
		if (!over && how != WAIT_PLAIN) found = find_task(m, how);
		if (!over && !found && !at_bell) sleep_on(&w->parked, parked);
		else if (!over && !found && load_sync(&t->tasky) != m->region) sleep_on(&t->bell, bell);
		store(&w->parked, PARK_NO);
		add(&t->sleepers, -1);
		if (over) return;
		if (found) run_task(m, found);
	}
}

noinline void wait_slowly(struct member *m, ready *is, void *argument, enum waiting how)
{
	if (how == WAIT_WITH_TASKS) m->helping = 1;
	poll_then_sleep(m, is, argument, how);
	if (how == WAIT_WITH_TASKS) m->helping = 0;
}
