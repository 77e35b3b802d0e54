/* Where collectives change their algorithm. Sizes in bytes. What was measured was so on two cores of one machine (bench/message). */
#ifndef MPI_COLL_TUNING_H
#define MPI_COLL_TUNING_H

/*
 * Broadcast goes along a tree in which each process has up to radix - 1 children a level. Small messages: binomial, the fewest steps
 * (Thakur, Rabenseifner, Gropp: Optimization of Collective Communication Operations in MPICH, 2005, 4.3). From BCAST_WIDE on a message is
 * fetched by its receiver, on its own core: then the root's children copy side by side, and a wide tree saves whole copies in a row.
 */
#define BCAST_RADIX 2
#define BCAST_WIDE 16384
#define BCAST_WIDE_RADIX 8

/* Gather and scatter along a binomial tree while what the root holds is at most this, and there are so many processes that steps count; else
 * the root talks to each, which copies everything once. (Same paper, 4.2: trees for short messages.) */
#define TREE_BYTES 8192
#define TREE_PROCESSES 5

/* Allgather by Bruck's algorithm up to this many bytes in all; above, every process fetches from every other. (Same paper, 4.1.) */
#define ALLGATHER_BRUCK_BYTES 16384

/* Alltoall by Bruck's algorithm up to this many bytes for each pair, from so many processes on. (Same paper, 4.4: 256 bytes, 8 processes.) */
#define ALLTOALL_BRUCK_BYTES 256
#define ALLTOALL_BRUCK_PROCESSES 8

/* Reductions of at least so many bytes are divided among the processes: each fetches its share of all vectors from where they lie and
 * reduces it. Below, exchanges of whole vectors need fewer steps. */
#define DIRECT_BYTES 16384
/* It is done in pieces that stay in the first-level cache: two of them and the result. */
#define DIRECT_PIECE 8192

/* Reduce-scatter by exchanging each pair's share up to this many processes; above, a reduction and a scatter, of logarithmically many steps. */
#define PAIRWISE_PROCESSES 8

/* In communicators up to this size, the shortest collectives are one step in which each tells each: a put costs 13 ns, a step on the way of a message
 * about 100 (measured), so this many puts are as quick as the steps of recursive doubling. */
#define FAST_PROCESSES 16
/* Slots under way from one process to another: a power of two. Enough for a root that runs ahead while its slots arrive; a KiB for each pair. */
#define FAST_RING 16
/* Looks at a slot before anything else is looked at: about a microsecond, several times what a put takes to arrive. */
#define FAST_SPIN 2000

/* Messages that a process has under way at once when it talks to every other. */
#define WINDOW 32

#endif
