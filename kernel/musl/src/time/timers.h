/* Timers of a program: timer_create and its kin. Their list is guarded by `timers_lock`. */
#ifndef HERMIT_TIMERS_H
#define HERMIT_TIMERS_H
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

#define TIMERS 64

struct posix_timer {
	int used;
	clockid_t clock;
	struct sigevent event;
	int64_t due, interval; /* of its clock, nanoseconds; due 0: not armed */
	int overrun;
};
extern struct posix_timer __timers[TIMERS];
extern pthread_mutex_t __timers_lock;

/* NULL with the lock free: there is no such timer. Else with the lock. */
struct posix_timer *__timer_find(timer_t id);
int64_t __timer_now(const struct posix_timer *);
/* With the lock: a thread that fires timers is there, and looks at them. 0 or an error number. */
int __timers_look(void);
/* Calls the function of a SIGEV_THREAD in a thread of its own. */
void __notify_thread(const struct sigevent *);
/* Sends the signal of a SIGEV_SIGNAL. */
void __notify_signal(const struct sigevent *, int code);

#endif
