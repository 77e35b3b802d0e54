/*
 * Waiting: poll for a while, running tasks where that is allowed; then announce the sleep, look once more, and sleep. Who changes
 * something that members wait for looks at team->sleepers after the change; both sides use sequentially consistent accesses, so
 * either the sleeper sees the change or the changer sees the sleeper.
 */
#include "environment.h"
#include "signals.h"
#include "task.h"
#include "team.h"

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
	for (int i = 0; i < t->size; i++) {
		struct worker *w = t->workers[i];
		/* NULL: the region is over and its threads are going. */
		if (w && &t->members[i] != but && load_sync(&w->parked) & kinds) unpark(w);
	}
}

static void poll_then_sleep(struct member *m, ready *is, void *argument, enum waiting how)
{
	struct worker *w = m->worker;
	struct team *t = m->team;
	for (;;) {
		/* Each look at the queues takes their lines from those who make tasks, so looks in vain become rarer. */
		int pause = 1, until = 0;
		for (int left = spins(); left > 0; left--) {
			if (is(m, argument)) return;
			if (how == WAIT_PLAIN || load(&t->tasky) != m->region || until++ < pause) continue;
			until = 0;
			if (run_a_task(m, how)) {
				left = spins();
				pause = 1;
			} else if (pause < MAX_PAUSE) pause *= 2;
		}
		if (unlikely(*word(HALT))) core_check_halt();
		add(&t->sleepers, 1);
		int parked = PARK_PLAIN << how;
		store(&w->parked, parked);
		struct task *found = 0;
		int over = is(m, argument);
		if (!over && how != WAIT_PLAIN) found = find_task(m, how);
		if (!over && !found) sleep_on(&w->parked, parked);
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
