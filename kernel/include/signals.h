/* Signals and what else ends waits. */
#ifndef HERMIT_SIGNALS_H
#define HERMIT_SIGNALS_H
#include <signal.h>
#include "kernel.h"

/*
 * Takes what is pending for this thread: runs handlers, ends the program for signals whose default does that. Called where a call
 * was interrupted or could have raised one. Returns the bits below. An image that has no handler has an empty one.
 */
enum { HANDLER_RAN = 1, NO_RESTART = 2 /* one of them without SA_RESTART */ };
int signals_take(void);
/* Something may be pending for this thread. */
int signals_due(void);
/* This thread was asked to end by pthread_cancel: waits must return. */
int cancel_due(void);
/* Raises a signal for this thread and takes it at once. */
void signal_raise(int signal);
/* What came with a signal by sigqueue; zero for others. */
extern struct queued { int code, value; } signal_queued[];
/* Fills in what a handler or sigwaitinfo is told, and forgets it. */
void signal_describe(siginfo_t *info, int signal);
/* Ends the program as by this signal. */
_Noreturn void signal_end(int signal);

/* Thread stacks are cached: see mm/stacks.c. */
/* Ends the machine if the words at the end of a stack have changed. */
void stack_check(const int *end);
void stack_release(void *base, uint32_t size);

#endif
