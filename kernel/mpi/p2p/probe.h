/* Probes: messages that have no receive yet. */
#ifndef MPI_PROBE_H
#define MPI_PROBE_H

#include "transfer.h"

struct probe {
	struct process *me;
	struct comm *comm;
	int rank, tag;
	int error;                 /* what it waits for never comes: the class, its words noted */
	struct message *found;
};

/* Looks for a message, once or until there is one: `found` or, if it never comes, `error`. */
void p2p_probe(struct probe *p, int wait);
/* Takes the message that was found out of what receives meet: it is the program's now. */
struct message *p2p_take_message(struct probe *p);
/* A receive of it, which takes it; it may be complete. NULL: no memory, and nothing has changed. */
request *p2p_receive_message(
	struct process *me, void *buffer, int count, datatype *t, struct message *u);

#endif
