/*
 * Checks of arguments, for entries: each is an expression that is true if all is well, else says what is wrong with `fail` and leaves the
 * error in `error`. `if (!check_count(c, count, &error)) return error;` Used by every entry in the order comm, count, type, rank, tag.
 */
#ifndef MPI_CHECK_H
#define MPI_CHECK_H

#include "object/comm.h"
#include "type/op.h"

/* The communicator, or NULL after an error (handlers of MPI_COMM_WORLD apply). */
struct comm *check_comm(MPI_Comm handle, int *error);
int check_count(struct comm *c, int count, int *error);
/* A committed datatype, or NULL. */
datatype *check_type(struct comm *c, MPI_Datatype handle, int *error);
/* A buffer of count elements: NULL is an error unless there is nothing in it or the type has absolute addresses; so is a range outside memory. */
int check_buffer(struct comm *c, const void *buffer, int count, datatype *t, int *error);
/* Ranks to send to (MPI_PROC_NULL allowed), to receive from (MPI_ANY_SOURCE too), and roots (MPI_ROOT, MPI_PROC_NULL in inter-communicators). */
int check_dest(struct comm *c, int rank, int *error);
int check_source(struct comm *c, int rank, int *error);
int check_root(struct comm *c, int root, int *error);
int check_send_tag(struct comm *c, int tag, int *error);
int check_recv_tag(struct comm *c, int tag, int *error);
/* Arguments of a send and of a receive: their communicator and type, or NULL after an error. */
struct comm *check_send(const void *buffer, int count, MPI_Datatype handle, int dest, int tag,
	MPI_Comm comm, datatype **type, int *error);
struct comm *check_receive(void *buffer, int count, MPI_Datatype handle, int source, int tag,
	MPI_Comm comm, datatype **type, int *error);
operation *check_op(struct comm *c, MPI_Op handle, datatype *t, int *error);

#endif
