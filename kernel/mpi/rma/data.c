/* MPI_Put, MPI_Get, and their forms with requests: complete when they return. */
#include <stdlib.h>
#include "rma.h"

/* Both sides are checked; MPI_PROC_NULL is nothing to do: *there.count is 0 then, and *peer NULL. */
static struct win *sides(MPI_Win win, const void *origin, int count, MPI_Datatype type, int rank, MPI_Aint offset, int target_count, MPI_Datatype target_type,
	struct side *here, struct side *there, struct peer **peer, int *error)
{
	struct win *w = check_win(win, error);
	if (!w || !check_target(w, rank, error)) return 0;
	*peer = 0;
	*error = MPI_SUCCESS;
	if (rank == MPI_PROC_NULL) return w;
	if (!check_origin(w, origin, count, type, here, error) || !check_access(w, rank, offset, target_count, target_type, there, error)) return 0;
	if (type_bytes(here->type, count) != type_bytes(there->type, target_count)) {
		*error = rma_failed(w, MPI_ERR_TRUNCATE);
		return 0;
	}
	*peer = remote(self(), comm_process(w->comm, rank));
	if (*peer) return w;
	*error = rma_failed(w, MPI_ERR_OTHER);
	return 0;
}

static int put(const void *origin, int count, MPI_Datatype type, int rank, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win)
{
	int error;
	struct peer *p;
	struct side here, there;
	struct win *w = sides(win, origin, count, type, rank, offset, target_count, target_type, &here, &there, &p, &error);
	if (!w || !p) return error;
	size_t bytes = type_bytes(here.type, count);
	char *whole = type_whole(here.type, here.buffer, count), *packed = 0;
	if (!whole && bytes) {
		whole = packed = malloc(bytes);
		if (!packed) return rma_failed(w, MPI_ERR_NO_MEM);
		type_pack(packed, here.buffer, count, here.type, 0, bytes);
	}
	error = access_put(p, &there, whole, bytes);
	free(packed);
	return rma_failed(w, error);
}

static int get(void *origin, int count, MPI_Datatype type, int rank, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win)
{
	int error;
	struct peer *p;
	struct side here, there;
	struct win *w = sides(win, origin, count, type, rank, offset, target_count, target_type, &here, &there, &p, &error);
	if (!w || !p) return error;
	size_t bytes = type_bytes(here.type, count);
	char *whole = type_whole(here.type, here.buffer, count), *packed = 0;
	if (!whole && bytes) {
		whole = packed = malloc(bytes);
		if (!packed) return rma_failed(w, MPI_ERR_NO_MEM);
	}
	error = access_get(p, &there, whole, bytes);
	if (packed && !error) type_unpack(here.buffer, count, here.type, packed, 0, bytes);
	free(packed);
	return rma_failed(w, error);
}

MPI_CALL(Put, (const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win))
{
	ENTER(Put);
	return put(origin, count, type, target, offset, target_count, target_type, win);
}

MPI_CALL(Get, (void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win))
{
	ENTER(Get);
	return get(origin, count, type, target, offset, target_count, target_type, win);
}

MPI_CALL(Rput, (const void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win,
	MPI_Request *request))
{
	ENTER(Rput);
	return rma_request(win, put(origin, count, type, target, offset, target_count, target_type, win), request);
}

MPI_CALL(Rget, (void *origin, int count, MPI_Datatype type, int target, MPI_Aint offset, int target_count, MPI_Datatype target_type, MPI_Win win,
	MPI_Request *request))
{
	ENTER(Rget);
	return rma_request(win, get(origin, count, type, target, offset, target_count, target_type, win), request);
}

static const struct request_kind done_kind = { .name = "one-sided operation" };

int rma_request(MPI_Win win, int error, MPI_Request *request)
{
	if (error) return error;
	struct win *w = win_of(win);
	struct mpi_request *r = request_new(&done_kind, w->comm, 0);
	if (!r) return rma_failed(w, MPI_ERR_NO_MEM);
	request_complete(r);
	*request = r;
	return MPI_SUCCESS;
}
