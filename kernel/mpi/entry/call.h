/* Entries: the functions of mpi.h. */
#ifndef MPI_CALL_H
#define MPI_CALL_H

#include "env/process.h"
#include "object/fail.h"

static inline struct process *entered(const char *function)
{
	struct process *me = self();
	if (unlikely(me->guarded)) process_enter(me, function);
	me->function = function;
	return me;
}
static inline void leaving(struct process **me)
{
	if (unlikely((*me)->guarded)) process_leave(*me);
}

/*
 * A function of mpi.h: `MPI_CALL(Send, (const void *buffer, …)) { ENTER(Send); … }` defines PMPI_Send, and MPI_Send as a weak name for it.
 * ENTER makes the process known as `me` until the function returns, however it does; before MPI_Init and after MPI_Finalize it ends
 * the machine with words. The few functions that may be called at any time use MPI_CALL without ENTER.
 * Inside the library nothing calls MPI_ or PMPI_ functions: a program may have put its own in their place.
 */
#define MPI_CALL_OF(type, name, parameters) \
	__attribute__((__weak__, alias("PMPI_" #name))) type MPI_##name parameters; \
	type PMPI_##name parameters
#define MPI_CALL(name, parameters) MPI_CALL_OF(int, name, parameters)
#define ENTER(name) \
	struct process *me __attribute__((cleanup(leaving), unused)) = entered("MPI_" #name)

#endif
