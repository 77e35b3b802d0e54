/* Put and get. */
#include <stdlib.h>
#include "p2p/meet.h"
#include "rma.h"

int rma_put(struct win *w, int rank, const struct side *here, const struct side *there)
{
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	if (!p) return MPI_ERR_OTHER;
	size_t bytes = type_bytes(here->type, here->count);
	char *whole = type_whole(here->type, here->buffer, here->count), *packed = 0;
	if (!whole && bytes) {
		whole = packed = malloc(bytes);
		if (!packed) return MPI_ERR_NO_MEM;
		type_pack(packed, here->buffer, here->count, here->type, 0, bytes);
	}
	int error = access_put(p, there, whole, bytes);
	free(packed);
	return error;
}

int rma_get(struct win *w, int rank, const struct side *here, const struct side *there)
{
	struct peer *p = p2p_peer(self(), comm_process(w->comm, rank));
	if (!p) return MPI_ERR_OTHER;
	size_t bytes = type_bytes(here->type, here->count);
	char *whole = type_whole(here->type, here->buffer, here->count), *packed = 0;
	if (!whole && bytes) {
		whole = packed = malloc(bytes);
		if (!packed) return MPI_ERR_NO_MEM;
	}
	int error = access_get(p, there, whole, bytes);
	if (packed && !error) type_unpack(here->buffer, here->count, here->type, packed, 0, bytes);
	free(packed);
	return error;
}
