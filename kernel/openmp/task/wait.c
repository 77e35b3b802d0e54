/*
 * Waiting: poll for a while, running tasks where that is allowed; then announce the sleep, look once more, and sleep. Who changes
 * something that members wait for looks at team->sleepers after the change; both sides use sequentially consistent accesses, so
 * either the sleeper sees the change or the changer sees the sleeper.
 */
#include "../env/settings.h"
#include "signals.h"
#include "task.h"
#include "../team/team.h"

int spins(void)
{
	if (settings.spin >= 0) return settings.spin;
	return load(word(THREADS)) <= *word(BOOT_CPUS) ? SPIN_OWN_CPU : SPIN_CROWDED;
}

void sleep_on(volatile int *address, int value)
{
	if (core_wait(address, value, -1) == -EINTR) signals_take();
}

void unpark(struct worker *w)
{
	int parked = load_sync(&w->parked);
	if (parked && cas(&w->parked, parked, PARK_NO) == parked) core_wake(&w->parked, 1);
}

void wake_members(struct team *t, struct member *but, int kinds)
{
	int at_bell = 0;
	for (int i = 0; i < t->size; i++) {
		struct worker *w = t->workers[i];
		/* NULL: the region is over and its threads are going. */
		int parked = w && &t->members[i] != but ? load_sync(&w->parked) & kinds : 0;
		if (parked == PARK_AT_BELL) at_bell = 1;
		else if (parked) unpark(w);
	}
	if (!at_bell) return;
	add(&t->bell, 1);
	core_wake(&t->bell, t->size);
}

/* In a crowd a poll pays where tasks come up; elsewhere the one that is waited for needs this CPU. */
static int polls(struct member *m, enum waiting how)
{
	int n = spins();
	return n == SPIN_CROWDED && how != WAIT_PLAIN && load(&m->team->tasky) == m->region ? SPIN_FOR_TASKS : n;
}

static void poll_then_sleep(struct member *m, ready *is, void *argument, enum waiting how)
{
	struct worker *w = m->worker;
	struct team *t = m->team;
	for (;;) {
		/* Each look at the queues takes their lines from those who make tasks, so looks in vain become rarer. */
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
		int at_bell = how == WAIT_WITH_TASKS && !t->flat && load(&t->tasky) != m->region, bell = load_sync(&t->bell);
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
