/*
 * One-sided communication (MPI-3.1, 11). A process reaches straight into the target's memory, so each operation is complete when its call returns,
 * and the target need not do anything. What synchronisations do is to order: barriers for fences, messages for post and start, words in
 * the target's memory for locks.
 */
#ifndef MPI_RMA_H
#define MPI_RMA_H

#include "object/win.h"
#include "p2p/request.h"
#include "type/op.h"

struct info;
struct peer;

/* In each process's memory, for the others. */
struct win_header {
	_Alignas(64) volatile int lock;                     /* MPI_Win_lock's: see lock.c */
	volatile int atomic; /* held during accumulates and the like: the same kind of lock */
	volatile int waiting; /* address of an int for each rank: 1 while it sleeps for a lock here */
	volatile int version; /* of the list of what is attached (dynamic windows): changes with it */
	volatile int attached, attached_count; /* its address, and how many entries it has */
};

/* Memory that was attached to a dynamic window; size 0: detached since. */
struct attached {
	uint32_t base, size;
};

enum hold { HOLD_NONE, HOLD_SHARED, HOLD_EXCLUSIVE, HOLD_UNCHECKED };

/* What a process knows of another's part of the window. The first four are told when it is made. */
struct target {
	uint32_t header, base, size;
	int unit;
	unsigned char hold; /* MPI_Win_lock */
	unsigned char started; /* MPI_Win_start: in the group */
	int version, count; /* dynamic: the list as last fetched */
	struct attached *list;
};

struct win_state {
	struct win_header *header;
	struct target *targets; /* by rank */
	int fenced; /* MPI_Win_fence has begun an epoch, and no synchronisation of another kind came since */
	int locked_all, locks; /* MPI_Win_lock_all; how many targets are locked */
	struct group *started, *posted; /* MPI_Win_start, MPI_Win_post */
	request **completions; /* of the processes in `posted`: messages that say that they are done */
	void *allocated; /* memory that MPI_Win_allocate made */
	struct attached *list; /* dynamic; header->attached */
	int list_count, list_room;
	void *old_lists; /* others may still read them */
};

/* ---- Locks in a target's memory ---- */

enum {
	LOCK_HEADER_WORD = offsetof(struct win_header, lock),
	LOCK_ATOMIC_WORD = offsetof(struct win_header, atomic)
};
/* Takes and gives back; `word` is one of the above, hold: shared or exclusive. */
int rma_lock(struct win *w, int rank, int word, enum hold hold);
int rma_unlock(struct win *w, int rank, int word, enum hold hold);

/* ---- Access ---- */

/* One side of an operation: elements, here or (its address is then one there) in the target's memory. */
struct side {
	char *buffer;
	int count;
	datatype *type;
};

/* Copy between packed bytes here and elements there: what the type's runs say, from the first byte on. Error classes. */
int access_put(struct peer *p, const struct side *there, const char *packed, size_t length);
int access_get(struct peer *p, const struct side *there, char *packed, size_t length);

/* ---- Operations: error classes. Both sides have been checked, and have equally many bytes. ---- */

int rma_put(struct win *w, int rank, const struct side *here, const struct side *there);
int rma_get(struct win *w, int rank, const struct side *here, const struct side *there);
/* Whether an operation, predefined, is defined for what the type is made of: MPI_SUCCESS, MPI_ERR_TYPE or what op_check says. */
int rma_check_op(const operation *op, const datatype *t);
/* `here` NULL: MPI_NO_OP has no origin; `back`: what was there goes to it, or NULL. */
int rma_accumulate(struct win *w, int rank, const operation *op, const struct side *here,
	const struct side *back, const struct side *there);
/* One element of at most 8 bytes. */
int rma_compare_swap(struct win *w, int rank, const struct side *there, const void *origin,
	const void *compare, void *result);

/* ---- Dynamic windows (dynamic.c) ---- */

/* Whether that memory is attached there: asks the target when its list has changed. */
int rma_is_attached(struct win *w, int rank, uint32_t first, uint32_t length);
/* Attaches memory that does not overlap with what is attached, which rma_overlap tells: MPI_SUCCESS or MPI_ERR_NO_MEM. */
int rma_attach(struct win *w, uint32_t base, uint32_t size);
const struct attached *rma_overlap(const struct win *w, uint32_t base, uint32_t size);
/* 1, or 0: nothing is attached there. */
int rma_detach(struct win *w, uint32_t base);

/* ---- Synchronisation: error classes. The entries check that the epochs fit. ---- */

/* Barrier of the window's processes. */
int rma_barrier(struct win *w);
/* Post, start, complete, wait (fence.c). `told`: the others are told, or waited for: unless MPI_MODE_NOCHECK. The group is kept. */
int rma_post(struct win *w, struct group *g, int told);
int rma_start(struct win *w, struct group *g, int told);
int rma_complete(struct win *w);
int rma_wait(struct win *w);
/* Whether all in the group that was posted to are done. */
int rma_test(const struct win *w);
/* Locks of targets by the program (passive.c). */
int rma_hold(struct win *w, int rank, enum hold hold);
int rma_let_go(struct win *w, int rank);
int rma_hold_all(struct win *w, enum hold hold);
int rma_let_go_all(struct win *w);

/* ---- Windows (window.c): MPI_SUCCESS or error classes ---- */

/* One without a part in it yet. Collective over c. */
int window_new(struct comm *c, const struct info *hints, int flavor, struct win **made);
/* Memory for a part: zeroes. */
void *window_memory(size_t size);
/* Memory for all parts at once, in that of rank 0, one behind the other. Collective. */
int window_allocate_together(struct win *w, MPI_Aint size);
/* All tell each other where their parts are. Collective. */
int window_tell(struct win *w);
/* Gives it back; nobody may reach into it any more. */
void window_destroy(struct win *w);
/* Takes the hints given (NULL: none) over those that it has: the defaults at first. */
int window_hints(struct win *w, const struct info *given);

#endif
