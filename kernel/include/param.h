/* Every limit and tunable of the kernel, with its default and reason. */
#ifndef HERMIT_PARAM_H
#define HERMIT_PARAM_H

/* Tables of definitions keep their shape. */
// clang-format off

#define PAGE_SIZE_ 4096u          /* bytes; what mmap rounds to and sysconf(_SC_PAGESIZE) says */
#define NULL_PAGE 4096u           /* pointers below this are NULL plus a small offset */
#define MAX_FDS 4096              /* descriptors: servers hold thousands of connections */
#define MAX_THREADS MAX_CORES     /* a thread that blocks keeps its core, so every thread needs one */
#define PIPE_SIZE 65536u          /* bytes in a pipe: Linux's default */
#define PIPE_ATOMIC 4096u         /* writes up to this size are not interleaved: PIPE_BUF */
#define UNIX_QUEUE 131072u        /* bytes that an AF_UNIX socket holds unread, a power of 2: a few of the largest messages of most programs */

/*
 * Spins, in iterations of one atomic load and a test (about 1 ns). The long ones are for threads that have a CPU each, where a
 * sleep and wake costs 5 to 50 µs; with more threads than CPUs a spin only keeps the one it waits for from running.
 */
#define SPIN_LONG 20000
#define SPIN_SHORT 50
#define SPIN_TURN 4               /* iterations for which one look at the network stands */
#define BELL_SETTLES 100000       /* nanoseconds after which a store is visible to all for certain; it takes one at most */
#define SPIN_NET 200000           /* waits for another isle's answer: some turns of its stack, where a sleep would cost as much */
#define SPIN_LOCK 200             /* kernel locks are held for tens of nanoseconds */

#define STACK_SIZE (1u << 20)     /* a thread's C stack unless its attributes say otherwise; touched lazily */
#define STACK_MARKS 16            /* words at the end of a stack's guard that tell of an overflow */
#define STACK_MARK 0x57ac0f10     /* their value */
#define STACK_CACHE 64            /* stacks kept for the next thread */

/* The network: see kernel/net/lwip/lwipopts.h for TCP's. */
#define NAMED_ISLES 8             /* isles that a device has rings for, and programs know by name, though they join later */
#define NET_MEMORY_SHARE 4        /* packets and what waits for readers take at most this share of the isle's memory */
#define NET_RINGS_SHARE 16        /* the device's rings grow up to this share of it, */
#define NET_RING_MAX (1u << 20)   /* or up to this each: what fits in a processor's cache is fastest */
#define NET_TURN_PACKETS 64       /* taken from a peer before another has its turn */
#define NET_TOOK_PACKETS 8        /* after so many the peer may use their place again */
#define NET_STACK 65536           /* C stack of the network thread */
#define NET_LAZY 500000           /* ns: while threads of the program run the stack themselves, the network thread only looks so often */
#define NET_FINISH 2000           /* ms that a program's end waits for a peer that takes nothing of what was sent */
#define NET_QUIET 250             /* ms between looks at TCP's timers while no connection has anything under way */
#define NET_RETRY 1000000         /* ns until what found a full ring is tried again, should the peer not ring */
#define NET_ABSENT 3000           /* ms that a connection waits for the device of an isle that has not opened it, as Linux waits for ARP */

#define REGION_CAPTURES 30        /* variables that an OpenMP region may capture without a call made for it when the image is linked */

// clang-format on
#endif
