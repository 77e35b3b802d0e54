/* MPI_Init, and what may be asked about it (MPI-3.1, 8.7, 12.4.3). */
#include "call.h"
#include "init/init.h"

MPI_CALL(Init, (int *argc, char ***argv)) { return mpi_begin("MPI_Init", MPI_THREAD_SINGLE); }

MPI_CALL(Init_thread, (int *argc, char ***argv, int required, int *provided))
{
	*provided = required < MPI_THREAD_SINGLE ? MPI_THREAD_SINGLE
		: required > MPI_THREAD_MULTIPLE     ? MPI_THREAD_MULTIPLE
											 : required;
	return mpi_begin("MPI_Init_thread", *provided);
}

MPI_CALL(Initialized, (int *flag))
{
	*flag = self()->state != PROCESS_BEFORE;
	return MPI_SUCCESS;
}

MPI_CALL(Finalized, (int *flag))
{
	*flag = self()->state == PROCESS_FINALIZED;
	return MPI_SUCCESS;
}

MPI_CALL(Query_thread, (int *provided))
{
	ENTER(Query_thread);
	*provided = me->thread_level;
	return MPI_SUCCESS;
}

MPI_CALL(Is_thread_main, (int *flag))
{
	ENTER(Is_thread_main);
	*flag = me->main_tid == thread_current()->tid;
	return MPI_SUCCESS;
}
