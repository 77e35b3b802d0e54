/*
 * What wakes a sleeping worker. Who changes something that members wait for looks at team->sleepers after the change; who sleeps has
 * counted itself there before its last look. Both use sequentially consistent accesses, so either the sleeper sees the change or the
 * changer sees the sleeper.
 */
#include "team/sleep.h"

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
