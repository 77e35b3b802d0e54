/* Errors in words: the classes and what they are called, codes that a program adds, why an operation failed, and the line that ends the machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "process.h"

/* ---- Classes (MPI-3.1, 8.4) ---- */

/* The classes. Their numbers are those of mpi.h, which are this library's own. */
static const char *const classes[] = {
	[MPI_SUCCESS] = "no error",
	[MPI_ERR_BUFFER] = "invalid buffer",
	[MPI_ERR_COUNT] = "invalid count",
	[MPI_ERR_TYPE] = "invalid datatype",
	[MPI_ERR_TAG] = "invalid tag",
	[MPI_ERR_COMM] = "invalid communicator",
	[MPI_ERR_RANK] = "invalid rank",
	[MPI_ERR_REQUEST] = "invalid request",
	[MPI_ERR_ROOT] = "invalid root",
	[MPI_ERR_GROUP] = "invalid group",
	[MPI_ERR_OP] = "invalid operation",
	[MPI_ERR_TOPOLOGY] = "invalid topology",
	[MPI_ERR_DIMS] = "invalid dimensions",
	[MPI_ERR_ARG] = "invalid argument",
	[MPI_ERR_UNKNOWN] = "unknown error",
	[MPI_ERR_TRUNCATE] = "message truncated",
	[MPI_ERR_OTHER] = "other error",
	[MPI_ERR_INTERN] = "error inside of MPI",
	[MPI_ERR_PENDING] = "request not yet complete",
	[MPI_ERR_IN_STATUS] = "error codes are in the statuses",
	[MPI_ERR_KEYVAL] = "invalid key of attributes",
	[MPI_ERR_NO_MEM] = "out of memory",
	[MPI_ERR_BASE] = "invalid base address",
	[MPI_ERR_INFO_KEY] = "info key too long, or empty",
	[MPI_ERR_INFO_VALUE] = "info value too long",
	[MPI_ERR_INFO_NOKEY] = "no such info key",
	[MPI_ERR_SPAWN] = "processes could not be started",
	[MPI_ERR_PORT] = "invalid port",
	[MPI_ERR_SERVICE] = "invalid service",
	[MPI_ERR_NAME] = "invalid service name",
	[MPI_ERR_WIN] = "invalid window",
	[MPI_ERR_SIZE] = "invalid size",
	[MPI_ERR_DISP] = "invalid displacement",
	[MPI_ERR_INFO] = "invalid info object",
	[MPI_ERR_LOCKTYPE] = "invalid type of lock",
	[MPI_ERR_ASSERT] = "invalid assertion",
	[MPI_ERR_RMA_CONFLICT] = "conflicting accesses to a window",
	[MPI_ERR_RMA_SYNC] = "wrong synchronization of a window",
	[MPI_ERR_RMA_RANGE] = "memory is not part of the window",
	[MPI_ERR_RMA_ATTACH] = "memory cannot be attached",
	[MPI_ERR_RMA_SHARED] = "memory cannot be shared",
	[MPI_ERR_RMA_FLAVOR] = "window of the wrong flavor",
	[MPI_ERR_UNSUPPORTED_OPERATION] = "unsupported operation",
	[MPI_ERR_FILE] = "invalid file",
	[MPI_ERR_NOT_SAME] = "arguments that differ among processes",
	[MPI_ERR_AMODE] = "invalid mode of a file",
	[MPI_ERR_UNSUPPORTED_DATAREP] = "unsupported data representation",
	[MPI_ERR_NO_SUCH_FILE] = "no such file",
	[MPI_ERR_FILE_EXISTS] = "file exists",
	[MPI_ERR_BAD_FILE] = "invalid file name",
	[MPI_ERR_ACCESS] = "permission denied",
	[MPI_ERR_NO_SPACE] = "no space left",
	[MPI_ERR_QUOTA] = "quota exceeded",
	[MPI_ERR_READ_ONLY] = "read-only file or file system",
	[MPI_ERR_FILE_IN_USE] = "file in use",
	[MPI_ERR_DUP_DATAREP] = "data representation defined already",
	[MPI_ERR_CONVERSION] = "conversion of data failed",
	[MPI_ERR_IO] = "input or output failed",
};

enum { CLASSES = sizeof classes / sizeof *classes };

/* ---- What a program adds (8.5) ---- */

/* Codes from FIRST_USER_CODE on, in the order of their making. A class is a code that is its own class. */
struct user_codes {
	int count;
	struct user_code {
		int class;
		char *text;
	} code[];
};

static struct user_code *user_code(int code)
{
	struct user_codes *codes = self()->codes;
	return codes && code >= FIRST_USER_CODE && code - FIRST_USER_CODE < codes->count
		? &codes->code[code - FIRST_USER_CODE]
		: 0;
}

const char *error_text(int code)
{
	if (code >= 0 && code < CLASSES && classes[code]) return classes[code];
	const struct user_code *user = user_code(code);
	return user ? user->text ? user->text : "" : 0;
}

int error_class(int code)
{
	if (code >= 0 && code < CLASSES && classes[code]) return code;
	const struct user_code *user = user_code(code);
	return user ? user->class : -1;
}

int error_last_code(void) { return MPI_ERR_LASTCODE + (self()->codes ? self()->codes->count : 0); }

int error_add_code(int class)
{
	struct process *me = self();
	int count = me->codes ? me->codes->count : 0;
	struct user_codes *codes = realloc(
		me->codes, sizeof *codes + (count + 1) * sizeof(struct user_code));
	if (!codes) return 0;
	int code = FIRST_USER_CODE + count;
	codes->code[count] = (struct user_code){ class < 0 ? code : class, 0 };
	codes->count = count + 1;
	me->codes = codes;
	return code;
}

int error_set_text(int code, const char *text)
{
	struct user_code *user = user_code(code);
	if (!user) return MPI_ERR_ARG;
	char *copy = strndup(text, MPI_MAX_ERROR_STRING - 1);
	if (!copy) return MPI_ERR_NO_MEM;
	free(user->text);
	user->text = copy;
	return MPI_SUCCESS;
}

/* ---- Why an operation failed ---- */

int error_note(struct process *me, int code, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(me->noted, sizeof me->noted, format, arguments);
	va_end(arguments);
	return code;
}

/* ---- The end of the machine ---- */

/* What is still in the buffer of standard output belongs before the words. Another thread may keep it for ever. */
static void flush_output(void)
{
	if (ftrylockfile(stdout)) return;
	fflush(stdout);
	funlockfile(stdout);
}

/* One write, so that the lines of several isles that fail at once stay whole. */
static void write_line(const char *class, const char *format, va_list more)
{
	struct process *me = self();
	char text[1024];
	int at = snprintf(text, sizeof text, "hermit-wasm: isle %d, rank %d: %s: %s%s", hermit_isle(),
		me->number, me->function ? me->function : "MPI", class ? class : "", class ? ": " : "");
	at += vsnprintf(text + at, sizeof text - at, format, more);
	if (at > (int)sizeof text - 2) at = sizeof text - 2;
	text[at++] = '\n';
	flush_output();
	ssize_t written = write(2, text, at);
	(void)written;
}

void error_say(const char *format, ...)
{
	va_list more;
	va_start(more, format);
	write_line(0, format, more);
	va_end(more);
}

_Noreturn void error_die(const char *class, const char *format, va_list more)
{
	write_line(class, format, more);
	hermit_end(1);
}

void fatal(const char *format, ...)
{
	va_list more;
	va_start(more, format);
	error_die(0, format, more);
}
