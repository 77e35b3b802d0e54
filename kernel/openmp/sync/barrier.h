/* Barriers, and the end of a region, which is one. */
#ifndef HERMIT_OPENMP_BARRIER_H
#define HERMIT_OPENMP_BARRIER_H
#include "team/team.h"

void barrier(struct member *);
void join_as_worker(struct member *);
void join_as_first(struct member *);

#endif
