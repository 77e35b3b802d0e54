/* MPI_Wait, MPI_Test and their kin (MPI-3.1, 3.7.3 and 3.7.5). */
#include "call.h"
#include "object/comm.h"
#include "p2p/progress.h"
#include "p2p/transfer.h"

/* A request that does not count: none, or a persistent one that was not started. */
static int idle(const request *r) { return !r || (r->persistent && !r->active); }

static int valid(MPI_Request handle, request **r, int *error)
{
	*r = 0;
	if (handle == MPI_REQUEST_NULL || (*r = request_of(handle))) return 1;
	*error = fail(0, MPI_ERR_REQUEST, "expected a request, got %p, which is none or was freed",
		(void *)handle);
	return 0;
}

static int all_valid(int count, MPI_Request handles[], int *error)
{
	request *r;
	if (count < 0) {
		*error = fail(0, MPI_ERR_COUNT, "expected a count of 0 or more, got %d", count);
		return 0;
	}
	if (count && !handles) {
		*error = fail(0, MPI_ERR_ARG, "expected an array of %d requests, got NULL", count);
		return 0;
	}
	for (int i = 0; i < count; i++)
		if (!valid(handles[i], &r, error)) return 0;
	return 1;
}

static void empty(MPI_Status *to)
{
	MPI_Status none;
	status_empty(&none);
	status_give(to, &none);
}

/* Ends a complete request: its status, its error; the handle becomes null, or the persistent request inactive. */
static int finish(MPI_Request *handle, MPI_Status *status)
{
	request *r = *handle;
	int error = r->kind->query ? r->kind->query(r) : r->status.MPI_ERROR;
	status_give(status, &r->status);
	if (r->persistent) r->active = r->complete = 0;
	else {
		*handle = MPI_REQUEST_NULL;
		request_release(r);
	}
	return error;
}

/* Ends a complete request of which there is nothing to say but its status; 0: there is more to it. */
static inline int finish_well(struct process *me, MPI_Request *handle, MPI_Status *status)
{
	request *r = *handle;
	if (unlikely(!r || r->persistent || r->kind->query || r->status.MPI_ERROR)) return 0;
	status_give(status, &r->status);
	*handle = MPI_REQUEST_NULL;
	if (likely(r->object.references > 1)) r->object.references--;
	else transfer_release(me, r);
	return 1;
}

/* The communicator, whose error handler it is, may go with the request. */
static int finish_one(struct process *me, MPI_Request *handle, MPI_Status *status)
{
	if (likely(finish_well(me, handle, status))) return MPI_SUCCESS;
	struct comm *comm = (*handle)->comm;
	if (comm) comm_keep(comm);
	int error = finish(handle, status);
	if (error) error = fail_noted(comm, error);
	if (comm) comm_release(comm);
	return error;
}

static int is_complete(void *r) { return ((request *)r)->complete; }

MPI_CALL(Wait, (MPI_Request * handle, MPI_Status *status))
{
	ENTER(Wait);
	int error;
	request *r;
	if (!valid(*handle, &r, &error)) return error;
	if (idle(r)) {
		empty(status);
		return MPI_SUCCESS;
	}
	if (!r->complete) {
		me->awaited = r;
		p2p_progress_until(me, is_complete, r);
	}
	return finish_one(me, handle, status);
}

MPI_CALL(Test, (MPI_Request * handle, int *flag, MPI_Status *status))
{
	ENTER(Test);
	int error;
	request *r;
	if (!valid(*handle, &r, &error)) return error;
	*flag = 1;
	if (idle(r)) {
		empty(status);
		return MPI_SUCCESS;
	}
	if (!r->complete) p2p_progress(me);
	if ((*flag = r->complete)) return finish_one(me, handle, status);
	return MPI_SUCCESS;
}

struct set {
	int count;
	MPI_Request *handles;
};

static int all_complete(void *argument)
{
	struct set *s = argument;
	/* From the end: requests that complete in order are not looked at again and again. */
	while (s->count && (idle(s->handles[s->count - 1]) || s->handles[s->count - 1]->complete))
		s->count--;
	return !s->count;
}

/* Some request is complete, or none counts. */
static int some_complete(void *argument)
{
	struct set *s = argument;
	int counting = 0;
	for (int i = 0; i < s->count; i++) {
		if (idle(s->handles[i])) continue;
		if (s->handles[i]->complete) return 1;
		counting = 1;
	}
	return !counting;
}

/* Ends those of the requests that are complete. Several may fail, each for a reason of its own: that stands in the statuses. */
static int finish_all(struct process *me, int count, MPI_Request handles[], MPI_Status statuses[])
{
	int failed = 0;
	struct comm *comm = 0;
	for (int i = 0; i < count; i++) {
		MPI_Status *s = statuses == MPI_STATUSES_IGNORE ? MPI_STATUS_IGNORE : &statuses[i];
		struct comm *of = 0;
		int error = MPI_SUCCESS;
		if (likely(finish_well(me, &handles[i], s))) {
			if (s) s->MPI_ERROR = MPI_SUCCESS;
			continue;
		}
		if (idle(handles[i])) empty(s);
		else {
			of = handles[i]->comm;
			if (of) comm_keep(of);
			error = finish(&handles[i], s);
		}
		if (s) s->MPI_ERROR = error;
		if (error && !failed) {
			failed = 1;
			comm = of;
		} else if (of) comm_release(of);
	}
	if (!failed) return MPI_SUCCESS;
	int error = fail_noted(comm, MPI_ERR_IN_STATUS);
	if (comm) comm_release(comm);
	return error;
}

MPI_CALL(Waitall, (int count, MPI_Request handles[], MPI_Status statuses[]))
{
	ENTER(Waitall);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!all_complete(&s)) {
		/* The one that is looked at first. */
		me->awaited = handles[s.count - 1];
		p2p_progress_until(me, all_complete, &s);
	}
	return finish_all(me, count, handles, statuses);
}

MPI_CALL(Testall, (int count, MPI_Request handles[], int *flag, MPI_Status statuses[]))
{
	ENTER(Testall);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!all_complete(&s)) {
		p2p_progress(me);
		s.count = count;
	}
	if ((*flag = all_complete(&s))) return finish_all(me, count, handles, statuses);
	return MPI_SUCCESS;
}

static int finish_any(
	struct process *me, int count, MPI_Request handles[], int *index, MPI_Status *status)
{
	for (int i = 0; i < count; i++)
		if (!idle(handles[i]) && handles[i]->complete) {
			*index = i;
			return finish_one(me, &handles[i], status);
		}
	*index = MPI_UNDEFINED;
	empty(status);
	return MPI_SUCCESS;
}

MPI_CALL(Waitany, (int count, MPI_Request handles[], int *index, MPI_Status *status))
{
	ENTER(Waitany);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!some_complete(&s)) p2p_progress_until(me, some_complete, &s);
	return finish_any(me, count, handles, index, status);
}

MPI_CALL(Testany, (int count, MPI_Request handles[], int *index, int *flag, MPI_Status *status))
{
	ENTER(Testany);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!some_complete(&s)) p2p_progress(me);
	*index = MPI_UNDEFINED;
	if ((*flag = some_complete(&s))) return finish_any(me, count, handles, index, status);
	return MPI_SUCCESS;
}

static int finish_some(
	int count, MPI_Request handles[], int *done, int indices[], MPI_Status statuses[])
{
	int failed = 0, counting = 0, n = 0;
	for (int i = 0; i < count; i++) {
		if (idle(handles[i])) continue;
		counting = 1;
		if (!handles[i]->complete) continue;
		MPI_Status *s = statuses == MPI_STATUSES_IGNORE ? MPI_STATUS_IGNORE : &statuses[n];
		int error = finish(&handles[i], s);
		if (s) s->MPI_ERROR = error;
		if (error) failed = 1;
		indices[n++] = i;
	}
	*done = counting ? n : MPI_UNDEFINED;
	return failed ? fail_noted(0, MPI_ERR_IN_STATUS) : MPI_SUCCESS;
}

MPI_CALL(
	Waitsome, (int count, MPI_Request handles[], int *done, int indices[], MPI_Status statuses[]))
{
	ENTER(Waitsome);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!some_complete(&s)) p2p_progress_until(me, some_complete, &s);
	return finish_some(count, handles, done, indices, statuses);
}

MPI_CALL(
	Testsome, (int count, MPI_Request handles[], int *done, int indices[], MPI_Status statuses[]))
{
	ENTER(Testsome);
	int error;
	if (!all_valid(count, handles, &error)) return error;
	struct set s = { count, handles };
	if (!some_complete(&s)) p2p_progress(me);
	return finish_some(count, handles, done, indices, statuses);
}
