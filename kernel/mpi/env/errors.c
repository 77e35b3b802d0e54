/* What happens when a call finds an error: the handler's business, and words for the user if that is to end the machine. */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include "object/errhandler.h"
#include "process.h"
#include "object/win.h"

/* What is still in the buffer of standard output belongs before the words. Another thread may keep it for ever. */
static void flush_output(void)
{
	if (ftrylockfile(stdout)) return;
	fflush(stdout);
	funlockfile(stdout);
}

/* One write, so that the lines of several isles that fail at once stay whole. */
static _Noreturn void die(const char *class, const char *format, va_list more)
{
	struct process *me = self();
	char text[1024];
	int at = snprintf(text, sizeof text, "hermit-wasm: isle %d, rank %d: %s: %s%s", hermit_isle(), me->number,
		me->function ? me->function : "MPI", class ? class : "", class ? ": " : "");
	at += vsnprintf(text + at, sizeof text - at, format, more);
	if (at > (int)sizeof text - 2) at = sizeof text - 2;
	text[at++] = '\n';
	flush_output();
	ssize_t written = write(2, text, at);
	(void)written;
	hermit_end(1);
}

void fatal(const char *format, ...)
{
	va_list more;
	va_start(more, format);
	die(0, format, more);
}

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
	die(error_text(code), format, more);
}

int fail_win(struct win *win, int code, const char *format, ...)
{
	struct process *me = self();
	/* An invalid handle has no window whose handler could be asked. */
	struct errhandler *handler = win ? win->errors : me->world ? me->world->errors : &errors_are_fatal;
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
	die(error_text(code), format, more);
}
