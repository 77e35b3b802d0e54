/* Meeting another process, for what reaches into its memory without its help: long reductions, windows. */
#ifndef MPI_MEET_H
#define MPI_MEET_H

#include "env/process.h"
#include "transport/transport.h"

struct peer *p2p_meet(struct process *me, struct peer *p);
/* The process, once its memory can be reached; NULL: it has ended. It has called MPI_Init, or this waits until it does. */
static inline struct peer *p2p_peer(struct process *me, int process)
{
	struct peer *p = &me->transport->peers[process];
	return likely(p->state == PEER_MET || p->state == PEER_OPEN) ? p : p2p_meet(me, p);
}

#endif
