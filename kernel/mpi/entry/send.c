/* MPI_Send and its kin. */
#include "quick.h"

/* Arguments of a send, checked in the order of the parameters that make sense: communicator first, since it knows the error handler. */
struct comm *check_send(const void *buffer, int count, MPI_Datatype handle, int dest, int tag, MPI_Comm comm, datatype **type, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c || !check_count(c, count, error) || !(*type = check_type(c, handle, error))) return 0;
	if (!check_dest(c, dest, error) || !check_send_tag(c, tag, error) || !check_buffer(c, buffer, count, *type, error)) return 0;
	return c;
}

#define CHECKED \
	datatype *t; \
	int error; \
	struct comm *c = check_send(buffer, count, type, dest, tag, comm, &t, &error); \
	if (unlikely(!c)) return error

MPI_CALL(Send, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Send);
	if (likely(quick_send(me, buffer, count, type, dest, tag, comm))) return MPI_SUCCESS;
	CHECKED;
	error = p2p_send(buffer, count, t, dest, tag, c, c->context);
	return likely(!error) ? error : p2p_fail(c, error);
}

/* A ready send is a standard one: that the receive is posted makes no difference here. */
MPI_CALL(Rsend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Rsend);
	CHECKED;
	error = p2p_send(buffer, count, t, dest, tag, c, c->context);
	return likely(!error) ? error : p2p_fail(c, error);
}

MPI_CALL(Ssend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Ssend);
	CHECKED;
	error = p2p_ssend(buffer, count, t, dest, tag, c, c->context);
	return likely(!error) ? error : p2p_fail(c, error);
}

MPI_CALL(Bsend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Bsend);
	CHECKED;
	request *r;
	error = p2p_isend(buffer, count, t, dest, tag, c, c->context, SEND_BUFFERED, &r);
	if (error) return p2p_fail(c, error);
	request_release(r);
	return MPI_SUCCESS;
}

#define NON_BLOCKING(name, mode) \
	MPI_CALL(name, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm, MPI_Request *request_)) \
	{ \
		ENTER(name); \
		CHECKED; \
		error = p2p_isend(buffer, count, t, dest, tag, c, c->context, mode, request_); \
		return likely(!error) ? error : p2p_fail(c, error); \
	}
MPI_CALL(Isend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm, MPI_Request *request_))
{
	ENTER(Isend);
	if (likely(quick_send(me, buffer, count, type, dest, tag, comm))) {
		/* All sends that are done at once share a request: there is nothing to tell of any. */
		me->sent->object.references++;
		*request_ = me->sent;
		return MPI_SUCCESS;
	}
	CHECKED;
	error = p2p_isend(buffer, count, t, dest, tag, c, c->context, SEND_STANDARD, request_);
	return likely(!error) ? error : p2p_fail(c, error);
}

NON_BLOCKING(Issend, SEND_SYNCHRONOUS)
NON_BLOCKING(Irsend, SEND_READY)
NON_BLOCKING(Ibsend, SEND_BUFFERED)

#define PERSISTENT(name, mode) \
	MPI_CALL(name, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm, MPI_Request *request_)) \
	{ \
		ENTER(name); \
		CHECKED; \
		request *r = *request_ = transfer_new(&send_kind, buffer, count, t, dest, tag, c, c->context, mode); \
		if (!r) return fail(c, MPI_ERR_NO_MEM, "no memory for a request"); \
		r->persistent = 1; \
		return MPI_SUCCESS; \
	}
PERSISTENT(Send_init, SEND_STANDARD)
PERSISTENT(Ssend_init, SEND_SYNCHRONOUS)
PERSISTENT(Rsend_init, SEND_READY)
PERSISTENT(Bsend_init, SEND_BUFFERED)
