/* Requests: their memory, completion, and waiting for the library's own. */
#include <stdlib.h>
#include <string.h>
#include "object/block.h"
#include "progress.h"
#include "request.h"
#include "transport/transport.h"

request *request_new(const struct request_kind *kind, struct comm *comm, size_t extra)
{
	size_t size = sizeof(request) + extra;
	request *r = size <= BLOCK_SIZE ? block_new(self()) : malloc(size);
	if (!r) return 0;
	memset(r, 0, sizeof *r);
	r->object = (struct object){ OBJECT_REQUEST, 1 };
	r->kind = kind;
	r->comm = comm;
	r->pooled = size <= BLOCK_SIZE;
	if (comm) comm->object.references++;
	status_empty(&r->status);
	return r;
}

static void request_free(request *r)
{
	struct comm *comm = r->comm;
	if (r->kind->free) r->kind->free(r);
	r->object.kind = 0;
	if (r->pooled) block_free(self(), r);
	else free(r);
	if (comm && !--comm->object.references) {
		comm->object.references = 1;
		comm_release(comm);
	}
}

/* What is under way lives on without a handle. */
static int under_way(const request *r) { return !r->complete && (!r->persistent || r->active); }

void request_keep(request *r) { r->object.references++; }

void request_release(request *r)
{
	if (--r->object.references == 0 && !under_way(r)) request_free(r);
}

void request_complete(request *r)
{
	struct process *me = self();
	int own = r->object.kind, unseen = own && !r->object.references;
	r->complete = 1;
	if (unlikely(me->guarded)) hermit_bell_ring(&me->transport->endpoint->bell);
	if (unseen) request_free(r);
}

void request_advance_later(request *r)
{
	struct process *me = self();
	request_keep(r);
	r->next = me->advancing;
	me->advancing = r;
}

static int completed(void *r) { return ((request *)r)->complete; }

int request_wait(request *r, MPI_Status *status)
{
	if (!r->complete) {
		struct process *me = self();
		me->awaited = r;
		p2p_progress_until(me, completed, r);
	}
	int error = r->status.MPI_ERROR;
	status_give(status, &r->status);
	request_release(r);
	return error;
}

int request_wait_all(int count, request **r)
{
	int error = MPI_SUCCESS;
	for (int i = 0; i < count; i++) {
		int e = r[i] ? request_wait(r[i], MPI_STATUS_IGNORE) : MPI_SUCCESS;
		if (!error) error = e;
		r[i] = 0;
	}
	return error;
}

void status_empty(MPI_Status *status)
{
	*status = (MPI_Status){ MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_SUCCESS, 0, 0 };
}

void status_of_nobody(MPI_Status *status)
{
	*status = (MPI_Status){ MPI_PROC_NULL, MPI_ANY_TAG, MPI_SUCCESS, 0, 0 };
}
