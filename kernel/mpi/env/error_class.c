/* Classes of errors, their texts, and classes and codes that a program adds (MPI-3.1, 8.4 and 8.5). */
#include <stdlib.h>
#include <string.h>
#include "process.h"

static const char *const texts[] = {
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
};

enum { CLASSES = sizeof texts / sizeof *texts };

/* Codes from FIRST_USER_CODE on, in the order of their making. A class is a code that is its own class. */
struct user_codes {
	int count;
	struct user_code { int class; char *text; } code[];
};

static struct user_code *user_code(int code)
{
	struct user_codes *codes = self()->codes;
	return codes && code >= FIRST_USER_CODE && code - FIRST_USER_CODE < codes->count ? &codes->code[code - FIRST_USER_CODE] : 0;
}

const char *error_text(int code)
{
	if (code >= 0 && code < CLASSES && texts[code]) return texts[code];
	const struct user_code *user = user_code(code);
	return user ? user->text ? user->text : "" : 0;
}

int error_class(int code)
{
	if (code >= 0 && code < CLASSES && texts[code]) return code;
	const struct user_code *user = user_code(code);
	return user ? user->class : -1;
}

int error_last_code(void) { return MPI_ERR_LASTCODE + (self()->codes ? self()->codes->count : 0); }

/* Class of the new code, or -1: a new class. Returns the code, or 0: no memory. */
static int add_code(struct process *me, int class)
{
	int count = me->codes ? me->codes->count : 0;
	struct user_codes *codes = realloc(me->codes, sizeof *codes + (count + 1) * sizeof(struct user_code));
	if (!codes) return 0;
	int code = FIRST_USER_CODE + count;
	codes->code[count] = (struct user_code){ class < 0 ? code : class, 0 };
	codes->count = count + 1;
	me->codes = codes;
	return code;
}

MPI_CALL(Add_error_class, (int *class))
{
	ENTER(Add_error_class);
	if (!class) return fail(0, MPI_ERR_ARG, "expected a place for the class, got NULL");
	int code = add_code(me, -1);
	if (!code) return fail(0, MPI_ERR_NO_MEM, "for one more error class");
	*class = code;
	return MPI_SUCCESS;
}

MPI_CALL(Add_error_code, (int class, int *code))
{
	ENTER(Add_error_code);
	if (!code) return fail(0, MPI_ERR_ARG, "expected a place for the code, got NULL");
	if (error_class(class) != class) return fail(0, MPI_ERR_ARG, "expected an error class, got %d", class);
	int made = add_code(me, class);
	if (!made) return fail(0, MPI_ERR_NO_MEM, "for one more error code");
	*code = made;
	return MPI_SUCCESS;
}

MPI_CALL(Add_error_string, (int code, const char *text))
{
	ENTER(Add_error_string);
	struct user_code *user = user_code(code);
	if (!user) return fail(0, MPI_ERR_ARG, "expected a code from MPI_Add_error_code or MPI_Add_error_class, got %d", code);
	if (!text) return fail(0, MPI_ERR_ARG, "expected a text, got NULL");
	char *copy = strndup(text, MPI_MAX_ERROR_STRING - 1);
	if (!copy) return fail(0, MPI_ERR_NO_MEM, "for an error string");
	free(user->text);
	user->text = copy;
	return MPI_SUCCESS;
}

MPI_CALL(Error_class, (int code, int *class))
{
	ENTER(Error_class);
	if (!class) return fail(0, MPI_ERR_ARG, "expected a place for the class, got NULL");
	int known = error_class(code);
	if (known < 0) return fail(0, MPI_ERR_ARG, "expected an error code, got %d", code);
	*class = known;
	return MPI_SUCCESS;
}

MPI_CALL(Error_string, (int code, char *text, int *length))
{
	ENTER(Error_string);
	if (!text || !length) return fail(0, MPI_ERR_ARG, "expected places for the text and its length, got NULL");
	const char *known = error_text(code);
	if (!known) return fail(0, MPI_ERR_ARG, "expected an error code, got %d", code);
	strcpy(text, known);
	*length = strlen(known);
	return MPI_SUCCESS;
}
