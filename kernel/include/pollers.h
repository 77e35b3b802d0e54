/* How changes of the kernel's objects reach those that wait for them in poll, select and epoll. */
#ifndef HERMIT_POLLERS_H
#define HERMIT_POLLERS_H
#include <poll.h>
#include <stdint.h>
#include "fd.h"
#include "hooks.h"

/*
 * An object calls file_ready after its poll may answer any of `events` that it did not answer before (what ends need not be told),
 * and file_changed where it does not know which. Both wake those that poll and put the file on the ready list of every epoll set
 * that watches it. They take no lock but their own, may be called with the object's lock held or without it, and never wait.
 *
 * Order: who polls first says so in `watched` and then asks the object's poll; the object first changes and then calls. So the
 * change must be known to all by then: made under a lock that poll takes too, or before one was given free, or by an atomic store.
 *
 * Nothing in an image that neither polls nor has epoll sets.
 */
enum { WATCHED_POLL = 1, WATCHED_EPOLL = 2 };
static inline void file_changed(struct file *f) { file_ready(f, -1); }

/*
 * Objects that become ready when a time comes (file_ops.next: monotonic nanoseconds, NEVER if none is set; takes no lock) have no
 * thread that tells of it: who sleeps wakes at that time and asks poll, which calls file_ready for the others when it finds the
 * time passed. Who sets an earlier time calls file_changed.
 */
#define NEVER INT64_MAX

/*
 * Waits until *changed is not `seen`, with a spin first; `waiters` counts those that must be woken. 0, -ETIMEDOUT, or -EINTR: by a
 * cancellation, or a handler that ran without SA_RESTART; in calls that never restart, by any handler.
 */
long object_wait(
	volatile int *changed, volatile int *waiters, int seen, int64_t deadline, int restarts);

/* poll on descriptors until `deadline` (monotonic nanoseconds, -1: for ever): how many are ready, or -EINTR. */
long poll_files(struct pollfd *fds, uint32_t n, int64_t deadline);

/* Spins with net_turn for as long as is worth it: 1 as soon as *word is not `seen`. */
int net_spin(volatile int *word, int seen);
/* core_wait, for those whose wake may come from the network. */
int net_wait(volatile int *word, int seen, int64_t ns);

#endif
