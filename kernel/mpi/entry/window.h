/* What entries of one-sided communication share: checks, true if all is well, else the error is in *error. */
#ifndef MPI_WINDOW_H
#define MPI_WINDOW_H

#include "call.h"
#include "rma/rma.h"

struct win *check_win(MPI_Win handle, int *error);
/* A rank of the window, or MPI_PROC_NULL. */
int check_target(struct win *w, int rank, int *error);
int check_assertion(struct win *w, int assertion, int allowed, int *error);

/* The target's side, found to lie in the window, in an epoch that allows it. */
int check_access(struct win *w, int rank, MPI_Aint offset, int count, MPI_Datatype type,
	struct side *there, int *error);
/* The origin's. */
int check_origin(
	struct win *w, const void *buffer, int count, MPI_Datatype type, struct side *here, int *error);

/* Says an error class to the window's error handler. MPI_SUCCESS if `error` is. */
int access_said(struct win *w, int error);
/* For the forms with requests: one that is complete, unless there was an error (said already). */
int access_request(MPI_Win win, int error, MPI_Request *request);

#endif
