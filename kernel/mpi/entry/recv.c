/* MPI_Recv and its kin (MPI-3.1, 3.2.4, 3.7.2, 3.9). */
#include "quick.h"

#define CHECKED \
	datatype *t; \
	int error; \
	struct comm *c = check_receive(buffer, count, type, source, tag, comm, &t, &error); \
	if (unlikely(!c)) return error

MPI_CALL(Recv,
	(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
		MPI_Status *status))
{
	ENTER(Recv);
	struct comm *quick = quick_receive(me, buffer, count, type, source, tag, comm);
	if (likely(quick != 0)) {
		int failed = p2p_recv(buffer, count, type, source, tag, quick, quick->context, status);
		return likely(!failed) ? failed : fail_noted(quick, failed);
	}
	CHECKED;
	error = p2p_recv(buffer, count, t, source, tag, c, c->context, status);
	return likely(!error) ? error : fail_noted(c, error);
}

MPI_CALL(Irecv,
	(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
		MPI_Request *request_))
{
	ENTER(Irecv);
	struct comm *quick = quick_receive(me, buffer, count, type, source, tag, comm);
	if (likely(quick != 0)) {
		int failed = p2p_irecv(buffer, count, type, source, tag, quick, quick->context, request_);
		return likely(!failed) ? failed : fail_noted(quick, failed);
	}
	CHECKED;
	error = p2p_irecv(buffer, count, t, source, tag, c, c->context, request_);
	return likely(!error) ? error : fail_noted(c, error);
}

MPI_CALL(Recv_init,
	(void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm,
		MPI_Request *request_))
{
	ENTER(Recv_init);
	CHECKED;
	request *r = *request_ = transfer_new(
		&receive_kind, buffer, count, t, source, tag, c, c->context, SEND_STANDARD);
	if (!r) return fail(c, MPI_ERR_NO_MEM, "no memory for a request");
	r->persistent = 1;
	return MPI_SUCCESS;
}
