/* Error handlers (MPI-3.1, 8.3). */
#include <stdlib.h>
#include "call.h"
#include "object/comm.h"
#include "object/errhandler.h"
#include "object/win.h"

static int create(
	MPI_Comm_errhandler_function *comm, MPI_Win_errhandler_function *win, MPI_Errhandler *handler)
{
	if (!handler) return fail(0, MPI_ERR_ARG, "expected a place for the handler, got NULL");
	if (!comm && !win) return fail(0, MPI_ERR_ARG, "expected a function, got NULL");
	struct errhandler *h = malloc(sizeof *h);
	if (!h) return fail(0, MPI_ERR_NO_MEM, "for an error handler");
	*h = (struct errhandler){ { OBJECT_ERRHANDLER, 1 }, comm, win };
	*handler = (MPI_Errhandler)h;
	return MPI_SUCCESS;
}

static void replace(struct errhandler **slot, struct errhandler *h)
{
	errhandler_keep(h);
	errhandler_release(*slot);
	*slot = h;
}

static int set_comm(MPI_Comm handle, MPI_Errhandler handler)
{
	struct comm *c = comm_of(handle);
	if (!c) return fail(0, MPI_ERR_COMM, "expected a communicator, got %p", (void *)handle);
	struct errhandler *h = errhandler_of(handler);
	if (!h || h->win)
		return fail(c, MPI_ERR_ARG, "expected an error handler for communicators, got %s",
			h ? "one for windows" : "no handler");
	replace(&c->errors, h);
	return MPI_SUCCESS;
}

static int get_comm(MPI_Comm handle, MPI_Errhandler *handler)
{
	struct comm *c = comm_of(handle);
	if (!c) return fail(0, MPI_ERR_COMM, "expected a communicator, got %p", (void *)handle);
	if (!handler) return fail(c, MPI_ERR_ARG, "expected a place for the handler, got NULL");
	errhandler_keep(c->errors);
	*handler = errhandler_handle(c->errors);
	return MPI_SUCCESS;
}

MPI_CALL(Comm_create_errhandler, (MPI_Comm_errhandler_function * function, MPI_Errhandler *handler))
{
	ENTER(Comm_create_errhandler);
	return create(function, 0, handler);
}

MPI_CALL(Errhandler_create, (MPI_Comm_errhandler_function * function, MPI_Errhandler *handler))
{
	ENTER(Errhandler_create);
	return create(function, 0, handler);
}

MPI_CALL(Comm_set_errhandler, (MPI_Comm comm, MPI_Errhandler handler))
{
	ENTER(Comm_set_errhandler);
	return set_comm(comm, handler);
}

MPI_CALL(Errhandler_set, (MPI_Comm comm, MPI_Errhandler handler))
{
	ENTER(Errhandler_set);
	return set_comm(comm, handler);
}

MPI_CALL(Comm_get_errhandler, (MPI_Comm comm, MPI_Errhandler *handler))
{
	ENTER(Comm_get_errhandler);
	return get_comm(comm, handler);
}

MPI_CALL(Errhandler_get, (MPI_Comm comm, MPI_Errhandler *handler))
{
	ENTER(Errhandler_get);
	return get_comm(comm, handler);
}

MPI_CALL(Comm_call_errhandler, (MPI_Comm comm, int code))
{
	ENTER(Comm_call_errhandler);
	struct comm *c = comm_of(comm);
	if (!c) return fail(0, MPI_ERR_COMM, "expected a communicator, got %p", (void *)comm);
	fail(c, code, "the program called its error handler with code %d", code);
	return MPI_SUCCESS;
}

MPI_CALL(Win_create_errhandler, (MPI_Win_errhandler_function * function, MPI_Errhandler *handler))
{
	ENTER(Win_create_errhandler);
	return create(0, function, handler);
}

MPI_CALL(Win_set_errhandler, (MPI_Win win, MPI_Errhandler handler))
{
	ENTER(Win_set_errhandler);
	struct win *w = win_of(win);
	if (!w) return fail_win(0, MPI_ERR_WIN, "expected a window, got %p", (void *)win);
	struct errhandler *h = errhandler_of(handler);
	if (!h || h->comm)
		return fail_win(w, MPI_ERR_ARG, "expected an error handler for windows, got %s",
			h ? "one for communicators" : "no handler");
	replace(&w->errors, h);
	return MPI_SUCCESS;
}

MPI_CALL(Win_get_errhandler, (MPI_Win win, MPI_Errhandler *handler))
{
	ENTER(Win_get_errhandler);
	struct win *w = win_of(win);
	if (!w) return fail_win(0, MPI_ERR_WIN, "expected a window, got %p", (void *)win);
	if (!handler) return fail_win(w, MPI_ERR_ARG, "expected a place for the handler, got NULL");
	errhandler_keep(w->errors);
	*handler = errhandler_handle(w->errors);
	return MPI_SUCCESS;
}

MPI_CALL(Win_call_errhandler, (MPI_Win win, int code))
{
	ENTER(Win_call_errhandler);
	struct win *w = win_of(win);
	if (!w) return fail_win(0, MPI_ERR_WIN, "expected a window, got %p", (void *)win);
	fail_win(w, code, "the program called its error handler with code %d", code);
	return MPI_SUCCESS;
}

MPI_CALL(Errhandler_free, (MPI_Errhandler * handler))
{
	ENTER(Errhandler_free);
	struct errhandler *h = handler ? errhandler_of(*handler) : 0;
	if (!h)
		return fail(
			0, MPI_ERR_ARG, "expected an error handler, got %s", handler ? "no handler" : "NULL");
	errhandler_release(h);
	*handler = MPI_ERRHANDLER_NULL;
	return MPI_SUCCESS;
}
