/*
 * The quick way through an entry: the checks of check.h without calls, for what nearly every call passes. If anything is unusual the entry
 * goes the long way, which finds out what, and says so.
 */
#ifndef MPI_QUICK_H
#define MPI_QUICK_H

#include "call.h"
#include "check.h"
#include "p2p/match.h"

static inline struct comm *quick_comm(struct process *me, MPI_Comm handle)
{
	if (likely(handle == MPI_COMM_WORLD)) return me->world;
	if (handle == MPI_COMM_SELF) return me->alone;
	return object_valid(handle, OBJECT_COMM) ? (struct comm *)handle : 0;
}

/* Bytes of a message of a dense, committed type that lies in memory; or more than fit into a cell. */
static inline uint64_t quick_bytes(const void *buffer, int count, MPI_Datatype handle)
{
	enum { GOOD = TYPE_DENSE | TYPE_COMMITTED };
	datatype *t = type_of(handle);
	if (unlikely(!t || (t->flags & GOOD) != GOOD || count < 0)) return UINT64_MAX;
	uint64_t bytes = type_bytes(t, count);
	return likely((uint32_t)buffer >= NULL_PAGE || !bytes) ? bytes : UINT64_MAX;
}

/* A standard send that is short, or of which the receiver has said where it goes: 1 done, 0 not done. */
static inline int quick_send(struct process *me, const void *buffer, int count, MPI_Datatype type,
	int dest, int tag, MPI_Comm comm)
{
	struct comm *c = quick_comm(me, comm);
	uint64_t bytes = quick_bytes(buffer, count, type);
	if (unlikely(!c || bytes > EAGER_LIMIT || (unsigned)dest >= (unsigned)comm_remote_size(c) ||
			tag < 0))
		return 0;
	struct peer *p = &me->transport->peers[comm_process(c, dest)];
	if (bytes > CELL_PAYLOAD)
		return transport_send_placed(
			p, CELL_PLACED | c->rank << CELL_RANK_SHIFT, c->context, tag, buffer, bytes);
	return transport_send_short(
		p, CELL_SHORT | c->rank << CELL_RANK_SHIFT, c->context, tag, buffer, bytes);
}

/* Whether a receive has nothing unusual: then its communicator, else NULL. */
static inline struct comm *quick_receive(struct process *me, const void *buffer, int count,
	MPI_Datatype type, int source, int tag, MPI_Comm comm)
{
	struct comm *c = quick_comm(me, comm);
	uint64_t bytes = quick_bytes(buffer, count, type);
	uint32_t last = (uint32_t)*word(BOOT_MEMORY_LIMIT);
	if (unlikely(!c || bytes > last || (uint32_t)buffer > last - (uint32_t)bytes)) return 0;
	if (unlikely((unsigned)source >= (unsigned)comm_remote_size(c) && source != MPI_ANY_SOURCE))
		return 0;
	return tag >= MPI_ANY_TAG ? c : 0;
}

#endif
