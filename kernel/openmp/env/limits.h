/* The OpenMP library's tunables and limits, each with its reason. */
#ifndef HERMIT_OPENMP_LIMITS_H
#define HERMIT_OPENMP_LIMITS_H

/* Tables of definitions keep their shape. */
// clang-format off

#define POLLS_INLINE 32         /* before a wait leaves the caller's code: what fits into one cache line's way between two cores */
#define POLLS_ORDERED 4000      /* the same for an ordered part, where threads have a CPU each: a microsecond or two */
#define SPIN_OWN_CPU 200000     /* polls before a sleep while every thread has a CPU: the gap between two regions of a solver */
#define SPIN_CROWDED 50         /* with more threads than CPUs a spin keeps the one it waits for from running */
#define SPIN_FOR_TASKS 500      /* in a crowd that makes tasks */
#define SPIN_FOREVER 0x7fffffff
#define POLLS_PER_MS 400000     /* for KMP_BLOCKTIME, which is in milliseconds */
#define MAX_PAUSE 64            /* polls between two looks in vain at queues */
#define MAX_LOCK_PAUSE 1024     /* the same at a lock that is held: some tenths of a microsecond, in which its owner may take it again */

#define FLAT_TEAM 4             /* up to here all members of a barrier look at each other; beyond it they count in one word */
#define LOOPS 8                 /* worksharing loops without a barrier that may overlap */
#define RING 256                /* tasks that one thread's queue can hold */
#define QUEUE_ENOUGH 128        /* queued tasks beyond which new ones are run at once */
#define DEPENDENT_ENOUGH 2048   /* incomplete children beyond which those that depend on others are run at once, as soon as they can */
#define STOLEN_TOGETHER 8       /* tasks that a thief takes along */
#define LEAN_PAUSE 64           /* polls before it looks again at queues that had little: so they fill, and their cache lines stay where they are */
#define TASK_CLASSES 8          /* sizes of task records that are kept, TASK_GRAIN apart */
#define TASK_GRAIN 128
#define MAX_LEVELS 255          /* nested active regions */
#define NTHREADS_LIST 16        /* values in OMP_NUM_THREADS */

#define SELF_WAIT_NS 2000000000 /* how long a thread waits for a lock that it holds itself before that is called a deadlock */
#define LEAST_STACK 16384       /* bytes, whatever OMP_STACKSIZE says */
#define WORKER_STACK (4u << 20) /* bytes of C stack unless OMP_STACKSIZE says otherwise: room for private arrays; touched lazily */

// clang-format on
#endif
