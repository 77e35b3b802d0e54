/* Progress: nothing goes on in a process but while it is in a call of the library. */
#ifndef MPI_PROGRESS_H
#define MPI_PROGRESS_H

#include "env/process.h"

/* Looks at everything that may have come, once; 1 if something had. */
int p2p_progress(struct process *me);
/*
 * Progress until done(argument): spins as long as the machine's threads have CPUs of their own, then sleeps on the process's bell.
 * Under MPI_THREAD_MULTIPLE other threads may enter meanwhile. Every isle that ends is noticed, and fails the requests that need it.
 */
void p2p_progress_until(struct process *me, int (*done)(void *), void *argument);

#endif
