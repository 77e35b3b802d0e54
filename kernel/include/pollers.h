#ifndef HERMIT_POLLERS_H
#define HERMIT_POLLERS_H
#include <poll.h>
#include <stdint.h>
/* Something that poll may wait for changed in an object of the kernel. Nothing in an image that never polls. */
void pollers_wake(void);
/* poll on descriptors until `deadline` (monotonic nanoseconds, -1: for ever): how many are ready, or -EINTR. */
long poll_files(struct pollfd *fds, uint32_t n, int64_t deadline);
#endif
