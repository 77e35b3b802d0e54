/* MPI_Send and its kin (MPI-3.1, 3.2.1, 3.4, 3.7.2, 3.9). */
#include "quick.h"

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
	return likely(!error) ? error : fail_noted(c, error);
}

/* A ready send is a standard one: that the receive is posted makes no difference here. */
MPI_CALL(
	Rsend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Rsend);
	CHECKED;
	error = p2p_send(buffer, count, t, dest, tag, c, c->context);
	return likely(!error) ? error : fail_noted(c, error);
}

MPI_CALL(
	Ssend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Ssend);
	CHECKED;
	error = p2p_ssend(buffer, count, t, dest, tag, c, c->context);
	return likely(!error) ? error : fail_noted(c, error);
}

MPI_CALL(
	Bsend, (const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm))
{
	ENTER(Bsend);
	CHECKED;
	request *r;
	error = p2p_isend(buffer, count, t, dest, tag, c, c->context, SEND_BUFFERED, &r);
	if (error) return fail_noted(c, error);
	request_release(r);
	return MPI_SUCCESS;
}

#define NON_BLOCKING(name, mode) \
	MPI_CALL(name, \
		(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm, \
			MPI_Request *request_)) \
	{ \
		ENTER(name); \
		CHECKED; \
		error = p2p_isend(buffer, count, t, dest, tag, c, c->context, mode, request_); \
		return likely(!error) ? error : fail_noted(c, error); \
	}
MPI_CALL(Isend,
	(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm,
		MPI_Request *request_))
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
	return likely(!error) ? error : fail_noted(c, error);
}

NON_BLOCKING(Issend, SEND_SYNCHRONOUS)
NON_BLOCKING(Irsend, SEND_READY)
NON_BLOCKING(Ibsend, SEND_BUFFERED)

#define PERSISTENT(name, mode) \
	MPI_CALL(name, \
		(const void *buffer, int count, MPI_Datatype type, int dest, int tag, MPI_Comm comm, \
			MPI_Request *request_)) \
	{ \
		ENTER(name); \
		CHECKED; \
		request *r = *request_ = transfer_new( \
			&send_kind, buffer, count, t, dest, tag, c, c->context, mode); \
		if (!r) return fail(c, MPI_ERR_NO_MEM, "no memory for a request"); \
		r->persistent = 1; \
		return MPI_SUCCESS; \
	}
PERSISTENT(Send_init, SEND_STANDARD)
PERSISTENT(Ssend_init, SEND_SYNCHRONOUS)
PERSISTENT(Rsend_init, SEND_READY)
PERSISTENT(Bsend_init, SEND_BUFFERED)
