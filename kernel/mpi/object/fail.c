/* What happens when a call finds an error: the handler's business, and words for the user if that is to end the machine. */
#include "comm.h"
#include "env/process.h"
#include "errhandler.h"
#include "fail.h"
#include "win.h"

int fail(struct comm *comm, int code, const char *format, ...)
{
	struct process *me = self();
	if (!comm) comm = me->world;
	struct errhandler *handler = comm ? comm->errors : &errors_are_fatal;
	if (handler == &errors_return) return code;
	if (handler->comm) {
		/* The handler may free or replace itself, and the communicator. */
		MPI_Comm handle = comm_handle(comm);
		int given = code;
		errhandler_keep(handler);
		handler->comm(&handle, &given);
		errhandler_release(handler);
		return code;
	}
	va_list more;
	va_start(more, format);
	error_die(error_text(code), format, more);
}

int fail_win(struct win *win, int code, const char *format, ...)
{
	struct process *me = self();
	/* An invalid handle has no window whose handler could be asked. */
	struct errhandler *handler = win ? win->errors
		: me->world                  ? me->world->errors
									 : &errors_are_fatal;
	if (handler == &errors_return) return code;
	if (handler->win) {
		MPI_Win handle = (MPI_Win)win;
		int given = code;
		errhandler_keep(handler);
		handler->win(&handle, &given);
		errhandler_release(handler);
		return code;
	}
	if (handler->comm) {
		MPI_Comm handle = MPI_COMM_WORLD;
		int given = code;
		handler->comm(&handle, &given);
		return code;
	}
	va_list more;
	va_start(more, format);
	error_die(error_text(code), format, more);
}

int fail_noted(struct comm *comm, int code) { return fail(comm, code, "%s", self()->noted); }
