/*
 * hermit.h: extensions to POSIX: isles, and one-sided access to the memory of other isles.
 *
 * An isle opens a region of its memory under a number. Others bind it: this checks access once and returns a capability. With it
 * they put, get, add and swap; only bounds are checked then. The caller's core copies, the owner's cores are not involved.
 * All offsets are in bytes from the region's start. All functions are thread-safe.
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

/* Number of this isle, from 0, and number of isles in the machine; if isles come and go, how many there were when this one booted. */
int hermit_isle(void);
int hermit_isles(void);

/* Number of ranks in this isle (1 unless --ranks-per-isle), and the calling thread's rank, which threads inherit from their creator. */
int hermit_ranks(void);
int hermit_rank(void);

enum { HERMIT_ISLE_ABSENT, HERMIT_ISLE_RUNNING, HERMIT_ISLE_ENDED };
/* State of an isle, or -EINVAL. */
int hermit_isle_state(int isle);
/* Number of isles that have ended so far. Every sleeping hermit_bell_wait() returns when it changes. */
int hermit_isles_ended(void);

/* CLOCK_MONOTONIC in nanoseconds, the same clock on all isles. The cheapest clock of an image, about 30 ns. */
int64_t hermit_clock(void);

/* Ends the whole machine: every isle, with this exit code (0 to 255). */
_Noreturn void hermit_end(int code);

/* ---- Regions ---- */

/* Region numbers: 0 to 7 for programs, 8 to 15 for libraries (8: MPI). */
#define HERMIT_REGIONS 16

/* Opens [start, start + length) to all isles under the number `region`. 0, -EINVAL or -EBUSY. */
int hermit_open(int region, void *start, size_t length);
/* Closes a region and voids its capabilities. An access in progress on another core may still complete. 0 or -EINVAL. */
int hermit_close(int region);
/* Returns a capability (0 or more) for another isle's region, or for one's own; or -EINVAL, -EAGAIN, -EPIPE. */
int hermit_bind(int isle, int region);

/*
 * Copies into the region. If offset and `from` are multiples of 4 and length is at least 4, the first word is stored last, with
 * release semantics: a reader that loads it with acquire semantics sees the rest. So a message needs one put if its first word marks it as
 * complete.
 * 0, -EPIPE, -EFAULT, or -EINVAL.
 */
int hermit_put(int capability, size_t offset, const void *from, size_t length);
/*
 * Puts 64 bytes, the first word last; `line` and offset must be multiples of 4. Then rings the bell at `bell` unless it is HERMIT_NO_BELL.
 * The fastest way to send a small message: it adds a few nanoseconds to the transfer of a cache line between two CPUs.
 */
int hermit_put_line(int capability, size_t offset, const void *line, size_t bell);
#define HERMIT_NO_BELL ((size_t)-1)
/* Copies out of the region; the first word (aligned as above) is loaded first, with acquire semantics. */
int hermit_get(int capability, size_t offset, void *to, size_t length);
/* Atomic and sequentially consistent, on an aligned 32-bit word; store the previous value in *old. */
int hermit_fetch_add(int capability, size_t offset, int value, int *old);
int hermit_compare_swap(int capability, size_t offset, int expected, int desired, int *old);

/* ---- Bells: sleeping until another isle rings ---- */

/*
 * A bell is in a region, aligned to 4. The waiting side:
 *   int seen = hermit_bell_arm(&bell);          counts itself as a sleeper
 *   if (nothing has arrived) hermit_bell_wait(&bell, seen, -1);
 *   hermit_bell_disarm(&bell);
 * The other side rings after a put; if there are no sleepers, this costs one load.
 */
struct hermit_bell {
	volatile int rung, sleepers;
};

int hermit_bell_arm(struct hermit_bell *bell);
/*
 * Sleeps until the bell has been rung since `seen`, at most `ns` nanoseconds (-1: no limit). Returns 0, -ETIMEDOUT or -EINTR. May return 0
 * spuriously, always soon after the first sleep since it was armed: check again, then wait again.
 */
int hermit_bell_wait(struct hermit_bell *bell, int seen, int64_t ns);
void hermit_bell_disarm(struct hermit_bell *bell);
/* Rings a bell of this isle. */
void hermit_bell_ring(struct hermit_bell *bell);
/* Rings the bell at `bell` of the region if it has sleepers. */
int hermit_ring(int capability, size_t bell);
/* hermit_put, then hermit_ring, in one call. */
int hermit_post(int capability, size_t offset, const void *from, size_t length, size_t bell);

/* How many times a polling loop should poll before it sleeps: many while every thread of the machine has its own CPU. */
int hermit_spin(void);

#ifdef __cplusplus
}
#endif

#endif
