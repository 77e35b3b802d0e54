/* Blocks of BLOCK_SIZE bytes, of which a process keeps those that are free: requests and short messages come and go too often for malloc. */
#ifndef MPI_BLOCK_H
#define MPI_BLOCK_H

#include "env/process.h"

/* Makes more; one of them, or NULL. */
void *blocks_make(struct process *me);
static inline void *block_new(struct process *me)
{
	void *block = me->blocks;
	if (unlikely(!block)) return blocks_make(me);
	me->blocks = *(void **)block;
	return block;
}
static inline void block_free(struct process *me, void *block)
{
	*(void **)block = me->blocks;
	me->blocks = block;
}

#endif
