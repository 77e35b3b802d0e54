/*
 * hermit.h: what a program can ask of the machine beyond POSIX: isles, and one-sided access to the memory of other isles.
 *
 * An isle opens a region of its memory under a number. Others bind it: that is checked once and gives a capability. With the
 * capability they put, get, add and swap; then only bounds are checked. The caller's core copies, the owner's cores do nothing.
 * All offsets count bytes from the region's start. Every function may be called from any thread.
 *
 * Errors are negative error numbers:
 *   -EINVAL  no such isle or region number, or a range outside this isle's memory
 *   -EAGAIN  bind: the region is not open yet, or its isle has not booted yet
 *   -EPIPE   the region was closed since it was bound, or its isle has ended
 *   -EFAULT  access beyond the region's end
 *   -EBUSY   open: the region is open already
 */
#ifndef HERMIT_H
#define HERMIT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Number of this isle, from 0 on, and how many isles the machine has; where isles come and go, numbers in use when this one booted. */
int hermit_isle(void);
int hermit_isles(void);

/* Ranks of this isle (1 unless --ranks-per-isle), and the one that the calling thread belongs to. Threads inherit their creator's. */
int hermit_ranks(void);
int hermit_rank(void);

enum { HERMIT_ISLE_ABSENT, HERMIT_ISLE_RUNNING, HERMIT_ISLE_ENDED };
/* State of an isle, or -EINVAL. */
int hermit_isle_state(int isle);
/* Isles that have ended so far. Every sleeping hermit_bell_wait() returns when it changes. */
int hermit_isles_ended(void);

/* Nanoseconds of CLOCK_MONOTONIC, the same clock on all isles: the cheapest reading that an image has, about 30 ns. */
int64_t hermit_clock(void);

/* Ends the whole machine: every isle, with this exit code (0 to 255). */
_Noreturn void hermit_end(int code);

/* ---- Regions ---- */

/* Region numbers: 0 to 7 for programs, 8 to 15 for libraries (8: MPI). */
#define HERMIT_REGIONS 16

/* Opens [start, start + length) to all isles under the number `region`. 0, -EINVAL or -EBUSY. */
int hermit_open(int region, void *start, size_t length);
/* Closes it: capabilities bound before are void. An access under way on another core may still complete. 0 or -EINVAL. */
int hermit_close(int region);
/* A capability (0 or more) for another isle's region, or for one's own; or -EINVAL, -EAGAIN, -EPIPE. */
int hermit_bind(int isle, int region);

/*
 * Copies into the region. If offset and `from` are multiples of 4 and length is at least 4, the first word is stored last, in
 * release order: who sees it (acquire) sees the rest. So a message whose first word says that it is there needs one put.
 * 0, -EPIPE, -EFAULT, or -EINVAL.
 */
int hermit_put(int capability, size_t offset, const void *from, size_t length);
/*
 * Puts a line of 64 bytes, `line` and offset multiples of 4, the first word last; then rings the bell at `bell` unless it is HERMIT_NO_BELL.
 * The quickest way for a small message: it costs a few nanoseconds beside the way of a cache line between two CPUs.
 */
int hermit_put_line(int capability, size_t offset, const void *line, size_t bell);
#define HERMIT_NO_BELL ((size_t)-1)
/* Copies out of the region; the first word (aligned as above) is loaded first, in acquire order. */
int hermit_get(int capability, size_t offset, void *to, size_t length);
/* Atomically, on an aligned 32-bit word, in sequential order; the value before goes to *old. */
int hermit_fetch_add(int capability, size_t offset, int value, int *old);
int hermit_compare_swap(int capability, size_t offset, int expected, int desired, int *old);

/* ---- Bells: sleeping until another isle has done something ---- */

/*
 * A bell lies in a region, aligned to 4. Who waits:
 *   int seen = hermit_bell_arm(&bell);          counts itself as a sleeper
 *   if (nothing has come) hermit_bell_wait(&bell, seen, -1);
 *   hermit_bell_disarm(&bell);
 * Who has put something rings: a bell without sleepers costs one load.
 */
struct hermit_bell {
	volatile int rung, sleepers;
};

int hermit_bell_arm(struct hermit_bell *bell);
/*
 * Sleeps while the bell has not been rung since `seen`, at most `ns` nanoseconds (-1: for ever). 0 (also for no reason, and soon after the first
 * sleep since it was armed: look again, then wait again), -ETIMEDOUT or -EINTR.
 */
int hermit_bell_wait(struct hermit_bell *bell, int seen, int64_t ns);
void hermit_bell_disarm(struct hermit_bell *bell);
/* Rings a bell of this isle. */
void hermit_bell_ring(struct hermit_bell *bell);
/* Rings the bell at `bell` of the region if it has sleepers. */
int hermit_ring(int capability, size_t bell);
/* hermit_put, then hermit_ring, in one call. */
int hermit_post(int capability, size_t offset, const void *from, size_t length, size_t bell);

/* How many times a polling loop should look before it sleeps: many while every thread of the machine has a CPU of its own. */
int hermit_spin(void);

#ifdef __cplusplus
}
#endif

#endif
