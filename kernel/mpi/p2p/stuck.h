/* Ranks that wait for each other. */
#ifndef MPI_STUCK_H
#define MPI_STUCK_H

#include "env/process.h"

/* Around each sleep: others can see that this rank sleeps, on which count of its bell, and what for. With the rank's lock held. */
void stuck_asleep(struct process *me, int seen);
void stuck_awake(struct process *me);
/* Nanoseconds after which a sleeper with no other limit is to call stuck_look; -1: never. */
int64_t stuck_limit(struct process *me);
/* Ends the machine with words if no rank can ever go on. */
void stuck_look(struct process *me);

#endif
