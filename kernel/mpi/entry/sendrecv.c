/* Sends that receive (MPI-3.1, 3.10). */
#include <stdlib.h>
#include "call.h"
#include "check.h"
#include "p2p/p2p.h"

MPI_CALL(Sendrecv,
	(const void *out, int outcount, MPI_Datatype outtype, int dest, int outtag, void *in,
		int incount, MPI_Datatype intype, int source, int intag, MPI_Comm comm, MPI_Status *status))
{
	ENTER(Sendrecv);
	datatype *to, *ti;
	int error;
	struct comm *c = check_send(out, outcount, outtype, dest, outtag, comm, &to, &error);
	if (!c || !check_receive(in, incount, intype, source, intag, comm, &ti, &error)) return error;
	error = p2p_sendrecv(
		out, outcount, to, dest, outtag, in, incount, ti, source, intag, c, c->context, status);
	return likely(!error) ? error : fail_noted(c, error);
}

MPI_CALL(Sendrecv_replace,
	(void *buffer, int count, MPI_Datatype type, int dest, int outtag, int source, int intag,
		MPI_Comm comm, MPI_Status *status))
{
	ENTER(Sendrecv_replace);
	datatype *t;
	int error;
	struct comm *c = check_send(buffer, count, type, dest, outtag, comm, &t, &error);
	if (!c || !check_receive(buffer, count, type, source, intag, comm, &t, &error)) return error;
	uint64_t bytes = type_bytes(t, count);
	char *copy = malloc(bytes + !bytes);
	if (!copy)
		return fail(c, MPI_ERR_NO_MEM, "no memory for a copy of the %llu bytes to send",
			(unsigned long long)bytes);
	type_pack(copy, buffer, count, t, 0, bytes);
	error = p2p_sendrecv(copy, bytes, MPI_BYTE, dest, outtag, buffer, count, t, source, intag, c,
		c->context, status);
	free(copy);
	return likely(!error) ? error : fail_noted(c, error);
}
