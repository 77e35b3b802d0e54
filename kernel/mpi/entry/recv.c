/* MPI_Recv and its kin, and sends that receive. */
#include <stdlib.h>
#include "quick.h"

static struct comm *check_receive(void *buffer, int count, MPI_Datatype handle, int source, int tag, MPI_Comm comm, datatype **type, int *error)
{
	struct comm *c = check_comm(comm, error);
	if (!c || !check_count(c, count, error) || !(*type = check_type(c, handle, error))) return 0;
	if (!check_source(c, source, error) || !check_recv_tag(c, tag, error) || !check_buffer(c, buffer, count, *type, error)) return 0;
	return c;
}

#define CHECKED \
	datatype *t; \
	int error; \
	struct comm *c = check_receive(buffer, count, type, source, tag, comm, &t, &error); \
	if (unlikely(!c)) return error

MPI_CALL(Recv, (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm, MPI_Status *status))
{
	ENTER(Recv);
	struct comm *quick = quick_receive(me, buffer, count, type, source, tag, comm);
	if (likely(quick != 0)) {
		int failed = p2p_recv(buffer, count, type, source, tag, quick, quick->context, status);
		return likely(!failed) ? failed : p2p_fail(quick, failed);
	}
	CHECKED;
	error = p2p_recv(buffer, count, t, source, tag, c, c->context, status);
	return likely(!error) ? error : p2p_fail(c, error);
}

MPI_CALL(Irecv, (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm, MPI_Request *request_))
{
	ENTER(Irecv);
	struct comm *quick = quick_receive(me, buffer, count, type, source, tag, comm);
	if (likely(quick != 0)) {
		int failed = p2p_irecv(buffer, count, type, source, tag, quick, quick->context, request_);
		return likely(!failed) ? failed : p2p_fail(quick, failed);
	}
	CHECKED;
	error = p2p_irecv(buffer, count, t, source, tag, c, c->context, request_);
	return likely(!error) ? error : p2p_fail(c, error);
}

MPI_CALL(Recv_init, (void *buffer, int count, MPI_Datatype type, int source, int tag, MPI_Comm comm, MPI_Request *request_))
{
	ENTER(Recv_init);
	CHECKED;
	request *r = *request_ = transfer_new(&receive_kind, buffer, count, t, source, tag, c, c->context, SEND_STANDARD);
	if (!r) return fail(c, MPI_ERR_NO_MEM, "no memory for a request");
	r->persistent = 1;
	return MPI_SUCCESS;
}

MPI_CALL(Sendrecv, (const void *out, int outcount, MPI_Datatype outtype, int dest, int outtag, void *in, int incount, MPI_Datatype intype,
	int source, int intag, MPI_Comm comm, MPI_Status *status))
{
	ENTER(Sendrecv);
	datatype *to, *ti;
	int error;
	struct comm *c = check_send(out, outcount, outtype, dest, outtag, comm, &to, &error);
	if (!c || !check_receive(in, incount, intype, source, intag, comm, &ti, &error)) return error;
	error = p2p_sendrecv(out, outcount, to, dest, outtag, in, incount, ti, source, intag, c, c->context, status);
	return likely(!error) ? error : p2p_fail(c, error);
}

MPI_CALL(Sendrecv_replace, (void *buffer, int count, MPI_Datatype type, int dest, int outtag, int source, int intag, MPI_Comm comm,
	MPI_Status *status))
{
	ENTER(Sendrecv_replace);
	datatype *t;
	int error;
	struct comm *c = check_send(buffer, count, type, dest, outtag, comm, &t, &error);
	if (!c || !check_receive(buffer, count, type, source, intag, comm, &t, &error)) return error;
	uint64_t bytes = type_bytes(t, count);
	char *copy = malloc(bytes + !bytes);
	if (!copy) return fail(c, MPI_ERR_NO_MEM, "no memory for a copy of the %llu bytes to send", (unsigned long long)bytes);
	type_pack(copy, buffer, count, t, 0, bytes);
	error = p2p_sendrecv(copy, bytes, MPI_BYTE, dest, outtag, buffer, count, t, source, intag, c, c->context, status);
	free(copy);
	return likely(!error) ? error : p2p_fail(c, error);
}
