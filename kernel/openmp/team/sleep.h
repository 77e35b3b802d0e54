/* Sleeping and waking of a team's threads; task/wait.h is how they wait. */
#ifndef HERMIT_OPENMP_SLEEP_H
#define HERMIT_OPENMP_SLEEP_H
#include "team/team.h"

/* Polls that a wait is worth now. */
int spins(void);
/* One wait in the kernel, with the signals that came meanwhile taken. */
void sleep_on(volatile int *address, int value);
void unpark(struct worker *);
/* Wakes all members but this one that are parked for one of `kinds` of PARK_. */
void wake_members(struct team *, struct member *but, int kinds);
/* What members of m's team may wait for has changed. */
static inline void changed(struct member *m, int kinds)
{
	if (unlikely(load_sync(&m->team->sleepers))) wake_members(m->team, m, kinds);
}

#endif
