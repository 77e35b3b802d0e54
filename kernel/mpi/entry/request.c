/* What programs do with requests besides waiting: start, free, cancel, ask (MPI-3.1, 3.7.3, 3.7.6, 3.8.4, 3.9). */
#include "call.h"
#include "p2p/progress.h"
#include "p2p/request.h"

static request *given(MPI_Request handle, int *error)
{
	request *r = request_of(handle);
	if (!r)
		*error = fail(0, MPI_ERR_REQUEST,
			handle ? "expected a request, got %p, which is none or was freed"
				   : "expected a request, got MPI_REQUEST_NULL",
			(void *)handle);
	return r;
}

static int start(request *r)
{
	if (!r->persistent)
		return fail(r->comm, MPI_ERR_REQUEST, "expected a persistent request, got that of a %s",
			r->kind->name);
	if (r->active)
		return fail(r->comm, MPI_ERR_REQUEST, "the %s was started already and not yet waited for",
			r->kind->name);
	r->active = 1;
	r->complete = 0;
	int error = r->kind->start(r);
	if (!error) return MPI_SUCCESS;
	r->active = 0;
	return fail_noted(r->comm, error);
}

MPI_CALL(Start, (MPI_Request * handle))
{
	ENTER(Start);
	int error;
	request *r = given(*handle, &error);
	return r ? start(r) : error;
}

MPI_CALL(Startall, (int count, MPI_Request handles[]))
{
	ENTER(Startall);
	int error;
	if (count < 0) return fail(0, MPI_ERR_COUNT, "expected a count of 0 or more, got %d", count);
	for (int i = 0; i < count; i++)
		if (!given(handles[i], &error)) return error;
	for (int i = 0; i < count; i++)
		if ((error = start(handles[i]))) return error;
	return MPI_SUCCESS;
}

MPI_CALL(Request_free, (MPI_Request * handle))
{
	ENTER(Request_free);
	int error;
	request *r = given(*handle, &error);
	if (!r) return error;
	request_release(r);
	*handle = MPI_REQUEST_NULL;
	return MPI_SUCCESS;
}

MPI_CALL(Request_get_status, (MPI_Request handle, int *flag, MPI_Status *status))
{
	ENTER(Request_get_status);
	int error;
	request *r = handle ? given(handle, &error) : 0;
	if (handle && !r) return error;
	MPI_Status now;
	status_empty(&now);
	*flag = 1;
	if (r && !(r->persistent && !r->active)) {
		if (!r->complete) p2p_progress(me);
		if (!(*flag = r->complete)) return MPI_SUCCESS;
		if (r->kind->query) r->kind->query(r);
		now = r->status;
	}
	status_give(status, &now);
	return MPI_SUCCESS;
}

MPI_CALL(Cancel, (MPI_Request * handle))
{
	ENTER(Cancel);
	int error;
	request *r = given(*handle, &error);
	if (!r) return error;
	if (!r->kind->cancel)
		return fail(r->comm, MPI_ERR_REQUEST, "a request of the kind %s cannot be cancelled",
			r->kind->name);
	if (r->complete || (r->persistent && !r->active)) {
		if (r->persistent && !r->active)
			return fail(r->comm, MPI_ERR_REQUEST, "the %s was not started", r->kind->name);
		/* A generalized request is told even then (12.2). */
		if (!r->comm) r->kind->cancel(r);
		return MPI_SUCCESS;
	}
	error = r->kind->cancel(r);
	return error ? fail(r->comm, error, "the %s could not be cancelled", r->kind->name)
				 : MPI_SUCCESS;
}
