/* The isle's network thread. */
#ifndef HERMIT_THREAD_H
#define HERMIT_THREAD_H
#include <stdint.h>
/* Asks the runtime for it; once. */
void network_start(void);
/* There is something that has its time: it must not sleep for ever. */
void network_needed(void);
/* ipstack.c: runs timers, takes what has arrived: nanoseconds until it is due again, -1: when something arrives. */
int64_t ipstack_service(void);
#endif
