#ifndef HERMIT_PROXY_H
#define HERMIT_PROXY_H
#include "kernel.h"
/* Has the proxy serve a call on this core's slot: its result, or -errno. A signal or cancellation ends a blocked one with -EINTR. */
long proxy_call(long nr, long a, long b, long c, long d, long e, long f);
/* The same without any look at signals: for calls made in the middle of others. */
long proxy_request(long nr, long a, long b, long c, long d, long e, long f);
void proxy_ring(void);
#endif
