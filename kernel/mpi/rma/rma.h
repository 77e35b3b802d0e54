/*
 * One-sided communication (MPI-3.1, 11). A process reaches straight into the target's memory, so each operation is complete when its call returns,
 * and the target need not do anything. What synchronisations do is to order: barriers for fences, messages for post and start, words in
 * the target's memory for locks.
 */
#ifndef MPI_RMA_H
#define MPI_RMA_H

#include "entry/check.h"
#include "p2p/remote.h"
#include "p2p/request.h"
#include "object/win.h"

/* In each process's memory, for the others. */
struct header {
	_Alignas(64)
	volatile int lock;                     /* MPI_Win_lock's: see rma_lock.c */
	volatile int atomic;                   /* held during accumulates and the like: the same kind of lock */
	volatile int waiting;                  /* address of an int for each rank: 1 while it sleeps for a lock here */
	volatile int version;                  /* of the list of what is attached (dynamic windows): changes with it */
	volatile int attached, attached_count; /* its address, and how many entries it has */
};

/* Memory that was attached to a dynamic window; size 0: detached since. */
struct attached { uint32_t base, size; };

enum hold { HOLD_NONE, HOLD_SHARED, HOLD_EXCLUSIVE, HOLD_UNCHECKED };

/* What a process knows of another's part of the window. The first four are told when it is made. */
struct target {
	uint32_t header, base, size;
	int unit;
	unsigned char hold;                    /* MPI_Win_lock */
	unsigned char started;                 /* MPI_Win_start: in the group */
	int version, count;                    /* dynamic: the list as last fetched */
	struct attached *list;
};

struct win_state {
	struct header *header;
	struct target *targets;                /* by rank */
	int fenced;                            /* MPI_Win_fence has begun an epoch */
	int locked_all, locks;                 /* MPI_Win_lock_all; how many targets are locked */
	struct group *started, *posted;        /* MPI_Win_start, MPI_Win_post */
	request **completions;                 /* of the processes in `posted`: messages that say that they are done */
	void *allocated;                       /* memory that MPI_Win_allocate made */
	struct attached *list;                 /* dynamic; header->attached */
	int list_count, list_room;
	void *old_lists;                       /* others may still read them */
};

/* ---- Checks: true if all is well, else the error is in *error ---- */

struct win *check_win(MPI_Win handle, int *error);
/* A rank of the window, or MPI_PROC_NULL. */
int check_target(struct win *w, int rank, int *error);
int check_assertion(struct win *w, int assertion, int allowed, int *error);

/* ---- Locks in a target's memory ---- */

enum { LOCK_HEADER_WORD = offsetof(struct header, lock), LOCK_ATOMIC_WORD = offsetof(struct header, atomic) };
/* Error classes. `word` is one of the above; hold: shared or exclusive. */
int rma_lock(struct win *w, int rank, int word, enum hold hold);
int rma_unlock(struct win *w, int rank, int word, enum hold hold);

/* ---- Access ---- */

/* One side of an operation: elements, here or (its address is then one there) in the target's memory. */
struct side { char *buffer; int count; datatype *type; };

/* The target's side, found to lie in the window, in an epoch that allows it. */
int check_access(struct win *w, int rank, MPI_Aint offset, int count, MPI_Datatype type, struct side *there, int *error);
/* The origin's. */
int check_origin(struct win *w, const void *buffer, int count, MPI_Datatype type, struct side *here, int *error);

/* Copy between packed bytes here and elements there: what the type's runs say, from the first byte on. Error classes. */
int access_put(struct peer *p, const struct side *there, const char *packed, size_t length);
int access_get(struct peer *p, const struct side *there, char *packed, size_t length);

/* Takes the hints given (NULL: none) over those that it has: the defaults at first. An error class. */
struct info;
int rma_hints(struct win *w, const struct info *given);
/* Said to the window's error handler. MPI_SUCCESS if `error` is. */
int rma_failed(struct win *w, int error);
/* For the forms with requests: one that is complete, unless there was an error (said already). */
int rma_request(MPI_Win win, int error, MPI_Request *request);
/* Barrier of the window's processes: an error class. */
int rma_barrier(struct win *w);

#endif
