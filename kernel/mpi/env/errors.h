/*
 * Errors, the part that knows no objects. Functions below the entries return a class, MPI_SUCCESS or MPI_ERR_…, and notes why in words: `return error_note(me,
 * MPI_ERR_TRUNCATE, "the message has %u bytes, …", …)`. An entry passes both to an error handler: see object/fail.h.
 */
#ifndef MPI_ERRORS_H
#define MPI_ERRORS_H

#include <mpi.h>
#include <stdarg.h>

struct process;

/* Notes in words why an operation fails; returns the code. Held: the process's lock. */
int error_note(struct process *me, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/*
 * Ends the machine with exit code 1 and a line, in which the class may be left out (NULL):
 *   hermit-wasm: isle 1, rank 3: MPI_Send: invalid rank: expected a rank from 0 to 3, got 7
 */
_Noreturn void error_die(const char *class, const char *format, va_list more);
/* The line alone, as a warning. */
void error_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The same as error_die, whatever the handler: for what cannot be an error of one call, such as memory that is corrupt. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Text of a class or code, or NULL. */
const char *error_text(int code);
/* Class of a code, or -1. */
int error_class(int code);
/* The highest class or code there is: MPI_LASTUSEDCODE. */
int error_last_code(void);
/* Adds a code of that class (-1: a class of its own). The code, or 0: no memory. Held: the process's lock. */
int error_add_code(int class);
/* Gives a code that was added its text: MPI_SUCCESS, MPI_ERR_ARG (it was not added), MPI_ERR_NO_MEM. Held: the process's lock. */
int error_set_text(int code, const char *text);

#endif
