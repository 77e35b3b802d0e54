/*
 * Errors. A function that finds one says so in words and returns what the error handler left: `return fail(comm, MPI_ERR_RANK,
 * "expected a rank from 0 to %d, got %d", …)`. The words reach the user when the handler is MPI_ERRORS_ARE_FATAL:
 *   hermit-wasm: isle 1, rank 3: MPI_Send: invalid rank: expected a rank from 0 to 3, got 7
 * and the machine ends with exit code 1 (hermit_end), all other isles with it.
 */
#ifndef MPI_ERRORS_H
#define MPI_ERRORS_H

#include <mpi.h>
#include "kernel.h"

struct comm;
struct win;

/* Every entry names itself for messages: ENTER(MPI_Send) is the first statement; it also fails with MPI_ERR_OTHER before
 * MPI_Init and after MPI_Finalize, and takes the rank's lock under MPI_THREAD_MULTIPLE, which LEAVE gives back. See process.h. */

/* Applies the handler of the communicator (NULL: of MPI_COMM_WORLD). Returns the code if the handler returns. */
int fail(struct comm *comm, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
int fail_win(struct win *win, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Ends the machine with words, whatever the handler: what cannot be an error of one call, such as memory that is corrupt. */
_Noreturn void fatal(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Text of a class or code, or NULL. */
const char *error_text(int code);
/* Class of a code, or -1. */
int error_class(int code);
/* The highest class or code there is: MPI_LASTUSEDCODE. */
int error_last_code(void);

#endif
