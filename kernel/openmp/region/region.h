/* Parallel regions: how their threads get there. */
#ifndef HERMIT_OPENMP_REGION_H
#define HERMIT_OPENMP_REGION_H
#include "team/team.h"

/* Calls an outlined region with `argc` captured variables. */
void invoke(microtask run, int gtid, int tid, int argc, void **arguments);
/* Fills the seats [from, to) of a team, with new threads where there are no idle ones; returns how far it came. */
int take_workers(struct team *, int from, int to);
/* A region of m's thread alone: its seat in there. */
struct member *enter_serial(struct member *m);
void leave_serial(struct member *inner);
/* nthreads-var of the implicit tasks of m's new team, inherited or from a list. */
int hand_threads_down(struct member *m, struct team *, int inherited);
/* What the clauses of a construct asked for holds no longer. */
static inline void forget_clauses(struct worker *w)
{
	w->asked_threads = w->asked_strict = w->asked_bind = w->asked_listed = 0;
}
/* OMP_DISPLAY_AFFINITY: tells where this thread is. */
void display_thread(void);

#endif
