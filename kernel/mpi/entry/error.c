/* Error classes, codes and strings, and those that a program adds (MPI-3.1, 8.4 and 8.5). */
#include <string.h>
#include "call.h"

MPI_CALL(Add_error_class, (int *class))
{
	ENTER(Add_error_class);
	if (!class) return fail(0, MPI_ERR_ARG, "expected a place for the class, got NULL");
	int code = error_add_code(-1);
	if (!code) return fail(0, MPI_ERR_NO_MEM, "for one more error class");
	*class = code;
	return MPI_SUCCESS;
}

MPI_CALL(Add_error_code, (int class, int *code))
{
	ENTER(Add_error_code);
	if (!code) return fail(0, MPI_ERR_ARG, "expected a place for the code, got NULL");
	if (error_class(class) != class)
		return fail(0, MPI_ERR_ARG, "expected an error class, got %d", class);
	int made = error_add_code(class);
	if (!made) return fail(0, MPI_ERR_NO_MEM, "for one more error code");
	*code = made;
	return MPI_SUCCESS;
}

MPI_CALL(Add_error_string, (int code, const char *text))
{
	ENTER(Add_error_string);
	if (error_class(code) < 0 || code < FIRST_USER_CODE)
		return fail(0, MPI_ERR_ARG,
			"expected a code from MPI_Add_error_code or MPI_Add_error_class, got %d", code);
	if (!text) return fail(0, MPI_ERR_ARG, "expected a text, got NULL");
	if (error_set_text(code, text)) return fail(0, MPI_ERR_NO_MEM, "for an error string");
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
	if (!text || !length)
		return fail(0, MPI_ERR_ARG, "expected places for the text and its length, got NULL");
	const char *known = error_text(code);
	if (!known) return fail(0, MPI_ERR_ARG, "expected an error code, got %d", code);
	strcpy(text, known);
	*length = strlen(known);
	return MPI_SUCCESS;
}
