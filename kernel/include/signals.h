/* Signals and what else ends waits. */
#ifndef HERMIT_SIGNALS_H
#define HERMIT_SIGNALS_H
#include <signal.h>
#include "hooks.h"

/* What signals_take, signals_due and cancel_due of hooks.h are for is told there. */
enum { HANDLER_RAN = 1, NO_RESTART = 2 /* one of them without SA_RESTART */ };
/* Raises a signal for this thread and takes it at once. */
void signal_raise(int signal);
/* What came with a signal by sigqueue; zero for others. */
extern struct queued {
	int code, value;
} signal_queued[];
/* Fills in what a handler or sigwaitinfo is told, and forgets it. */
void signal_describe(siginfo_t *info, int signal);
/* Ends the program as by this signal. */
_Noreturn void signal_end(int signal);

#endif
