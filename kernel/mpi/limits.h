/* Limits and tunables of MPI, with their reasons. Those of collectives stand in coll_tuning.h. */
#ifndef MPI_LIMITS_H
#define MPI_LIMITS_H

#define MPI_REGION 8              /* region of one-sided access (hermit.h) under which each isle opens its memory to the others' MPI */
#define MAX_PROCESSES 1024        /* ranks of a machine: each pair that talks has a ring of its own */
#define TAG_LIMIT 0x7fffffff      /* MPI_TAG_UB: every int from 0 on */
#define MAX_COMMUNICATORS (1 << 20) /* that one process can give contexts before it uses the first again: fills an int with MAX_PROCESSES */
#define FIRST_USER_CODE (MPI_ERR_LASTCODE + 1)

#endif
