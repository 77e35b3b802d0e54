/* Places: sets of the CPUs that the isle's cores are pinned to, in the order of OMP_PLACES. */
#ifndef HERMIT_OPENMP_PLACES_H
#define HERMIT_OPENMP_PLACES_H

/* OMP_PLACES; 0: not understood. */
int read_places(const char *text);
/* How many there are. */
int places(void);
/* That of this thread's core, or -1. */
int place_here(void);
int place_size(int place);
const int *place_cpus(int place);

#endif
