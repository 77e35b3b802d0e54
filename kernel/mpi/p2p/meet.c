/* Meeting a process for the first time. */
#include "meet.h"
#include "progress.h"

static int met(void *peer) { return transport_meet(peer) != PEER_UNKNOWN; }

struct peer *p2p_meet(struct process *me, struct peer *p)
{
	if (!met(p)) p2p_progress_until(me, met, p);
	return p->state == PEER_GONE ? 0 : p;
}
