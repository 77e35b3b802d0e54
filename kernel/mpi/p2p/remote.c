/* Meeting a process for the first time. */
#include "remote.h"

struct meeting { struct process *me; struct peer *peer; };

static int met(void *argument)
{
	struct meeting *m = argument;
	return transport_meet(m->me, m->peer) != PEER_UNKNOWN;
}

struct peer *remote_meet(struct process *me, struct peer *p)
{
	struct meeting m = { me, p };
	if (!met(&m)) progress_until(me, met, &m);
	return p->state == PEER_GONE ? 0 : p;
}
