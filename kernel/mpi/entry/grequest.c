/* Generalized requests (MPI-3.1, 12.2): the program itself tells when they are complete. */
#include "call.h"
#include "p2p/request.h"

struct general {
	request r;
	MPI_Grequest_query_function *query;
	MPI_Grequest_free_function *free;
	MPI_Grequest_cancel_function *cancel;
	void *state;
};

static int query(request *r)
{
	struct general *g = (struct general *)r;
	int error = g->query ? g->query(g->state, &r->status) : MPI_SUCCESS;
	return error ? error_note(self(), error, "the query function of a generalized request failed")
				 : MPI_SUCCESS;
}

static int cancel(request *r)
{
	struct general *g = (struct general *)r;
	return g->cancel ? g->cancel(g->state, r->complete) : MPI_SUCCESS;
}

static void release(request *r)
{
	struct general *g = (struct general *)r;
	if (g->free) g->free(g->state);
}

static const struct request_kind general_kind = { "generalized", 0, 0, cancel, query, release };

MPI_CALL(Grequest_start,
	(MPI_Grequest_query_function * query, MPI_Grequest_free_function *free,
		MPI_Grequest_cancel_function *cancel, void *state, MPI_Request *handle))
{
	ENTER(Grequest_start);
	struct general *g = (struct general *)request_new(&general_kind, 0, sizeof *g - sizeof g->r);
	if (!g) return fail(0, MPI_ERR_NO_MEM, "no memory for a request");
	g->query = query;
	g->free = free;
	g->cancel = cancel;
	g->state = state;
	*handle = &g->r;
	return MPI_SUCCESS;
}

MPI_CALL(Grequest_complete, (MPI_Request handle))
{
	ENTER(Grequest_complete);
	request *r = request_of(handle);
	if (!r || r->kind != &general_kind)
		return fail(0, MPI_ERR_REQUEST, "expected a generalized request");
	request_complete(r);
	return MPI_SUCCESS;
}
