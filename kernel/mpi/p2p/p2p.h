/*
 * Point to point, for the rest of the library: no checks of arguments (the entries do them). `context` is comm->context for the program's messages,
 * comm->context + 1 for the library's own. dest and source are ranks of comm (of its remote group, if it has one), MPI_ANY_SOURCE or MPI_PROC_NULL.
 * All return MPI_SUCCESS or an error class, without calling an error handler: MPI_ERR_TRUNCATE, MPI_ERR_OTHER (a peer's isle has
 * ended), MPI_ERR_NO_MEM. The words for it are noted: `return fail_noted(comm, error)` passes them to the handler.
 */
#ifndef MPI_P2P_H
#define MPI_P2P_H

#include "request.h"

struct endpoint;
struct process;

enum send_mode { SEND_STANDARD, SEND_SYNCHRONOUS, SEND_BUFFERED, SEND_READY };

int p2p_send(
	const void *buffer, int count, datatype *t, int dest, int tag, struct comm *comm, int context);
int p2p_recv(void *buffer, int count, datatype *t, int source, int tag, struct comm *comm,
	int context, MPI_Status *status);
int p2p_isend(const void *buffer, int count, datatype *t, int dest, int tag, struct comm *comm,
	int context, enum send_mode mode, request **r);
int p2p_irecv(void *buffer, int count, datatype *t, int source, int tag, struct comm *comm,
	int context, request **r);
int p2p_ssend(
	const void *buffer, int count, datatype *t, int dest, int tag, struct comm *comm, int context);
int p2p_sendrecv(const void *out, int outcount, datatype *outtype, int dest, int outtag, void *in,
	int incount, datatype *intype, int source, int intag, struct comm *comm, int context,
	MPI_Status *status);
/* One complete send, which stands for all those that are complete at once. NULL: no memory. */
request *p2p_sent_request(void);
/* Waits until all buffered sends are done. */
void buffered_end(struct process *me);
/* MPI_Buffer_attach, MPI_Buffer_detach: MPI_SUCCESS or an error class, its words noted. */
int buffered_attach(struct process *me, void *buffer, int size);
int buffered_detach(struct process *me, void **buffer, int *size);

/* Of every process of this isle, before the region is open. MPI_SUCCESS or MPI_ERR_NO_MEM. */
int p2p_begin(struct process *me, struct endpoint *endpoint);

#endif
