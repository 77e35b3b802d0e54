/* Limits and tunables of MPI, with their reasons. Those of collectives stand in coll/tuning.h. */
#ifndef MPI_LIMITS_H
#define MPI_LIMITS_H

/* Tables of definitions keep their shape. */
// clang-format off

#define MPI_REGION 8              /* region of one-sided access (hermit.h) under which each isle opens its memory to the others' MPI */
#define MAX_PROCESSES 1024        /* ranks of a machine: each pair that talks has a ring of its own */
#define TAG_LIMIT 0x7fffffff      /* MPI_TAG_UB: every int from 0 on */
#define MAX_CONTEXTS (1 << 20)    /* that a process gives before it uses the first ones again: with MAX_PROCESSES they fill an int */

/*
 * Rings: a sender writes into memory of the receiver, a ring of cells for envelopes and short messages, and one of bytes for longer ones.
 * Together 80 KiB for each pair that talks: two or three times what fits the first cache, so that a burst does not wait for the receiver.
 */
#define RING_CELLS 256u           /* a power of two */
#define RING_BYTES 65536u         /* a power of two, at least 4 * EAGER_LIMIT: what is not yet reported as read is less than a quarter */
#define EAGER_LIMIT 8192u         /* longer messages are fetched by the receiver in one copy, at the price of a message there and back */
#define EAGER_LIMIT_LATER 1000u   /* the same for non-blocking sends, which need not wait for that: from here on one copy is quicker than two */
#define RINGS_AT_INIT 16          /* up to so many processes all rings are made in MPI_Init, beyond when two first talk */
#define BLOCK_SIZE 256            /* requests and short unexpected messages come from a list of blocks of this size */

#define FIRST_USER_CODE (MPI_ERR_LASTCODE + 1)

// clang-format on
#endif
