/* Loops in flight, as barriers and regions see them. */
#ifndef HERMIT_OPENMP_LOOP_H
#define HERMIT_OPENMP_LOOP_H
#include "team/team.h"

/* m leaves the loop that it is in, if others go on or not: nothing more is taken from it. */
void leave_loop(struct member *);
/* No member is in any loop: their buffers begin anew. */
void reset_loops(struct team *);
/* Called after each iteration of an ordered loop. */
void end_iteration(struct member *);
/* run-sched-var as clang's number; the chunk is 0 if none is given. */
int run_schedule(const struct icvs *, uint64_t *chunk);

#endif
