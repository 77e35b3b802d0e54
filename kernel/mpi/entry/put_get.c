/* MPI_Put, MPI_Get, and their forms with requests (MPI-3.1, 11.3.1, 11.3.2, 11.3.5): complete when they return. */
#include "window.h"

enum { GET, PUT };

static int move(int way, const void *origin, int count, MPI_Datatype type, int rank,
	MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win)
{
	int error = MPI_SUCCESS;
	struct side here, there;
	struct win *w = check_win(win, &error);
	if (!w || !check_target(w, rank, &error) || rank == MPI_PROC_NULL) return error;
	if (!check_origin(w, origin, count, type, &here, &error) ||
		!check_access(w, rank, offset, target_count, target_type, &there, &error))
		return error;
	if (type_bytes(here.type, count) != type_bytes(there.type, target_count))
		return access_said(w, MPI_ERR_TRUNCATE);
	return access_said(
		w, way == PUT ? rma_put(w, rank, &here, &there) : rma_get(w, rank, &here, &there));
}

MPI_CALL(Put,
	(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
		int target_count, MPI_Datatype target_type, MPI_Win win))
{
	ENTER(Put);
	return move(PUT, origin, count, type, target, offset, target_count, target_type, win);
}

MPI_CALL(Get,
	(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count,
		MPI_Datatype target_type, MPI_Win win))
{
	ENTER(Get);
	return move(GET, origin, count, type, target, offset, target_count, target_type, win);
}

MPI_CALL(Rput,
	(const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset,
		int target_count, MPI_Datatype target_type, MPI_Win win, MPI_Request *request))
{
	ENTER(Rput);
	return access_request(win,
		move(PUT, origin, count, type, target, offset, target_count, target_type, win), request);
}

MPI_CALL(Rget,
	(void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count,
		MPI_Datatype target_type, MPI_Win win, MPI_Request *request))
{
	ENTER(Rget);
	return access_request(win,
		move(GET, origin, count, type, target, offset, target_count, target_type, win), request);
}
