/*
 * Errors of a call: they go to the error handler of the object that they concern (MPI-3.1, 8.3). `return fail(comm, MPI_ERR_RANK, "expected a rank
 * from 0 to %d, got %d", …)`. The words reach the user when the handler is MPI_ERRORS_ARE_FATAL: see error_die. All return the code if the
 * handler returns. Held: the process's lock; a handler may call the library again.
 */
#ifndef MPI_FAIL_H
#define MPI_FAIL_H

#include "env/errors.h"

struct comm;
struct win;

/* comm NULL: that of MPI_COMM_WORLD. win NULL: the same. */
int fail(struct comm *comm, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int fail_win(struct win *win, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* With the words that error_note has kept. */
int fail_noted(struct comm *comm, int code);

#define EXPECT(c, condition, code, ...) \
	do { \
		if (unlikely(!(condition))) return fail(c, code, __VA_ARGS__); \
	} while (0)

#endif
