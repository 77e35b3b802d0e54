/* How bytes get into and out of elements in a target's memory. */
#include "rma.h"
#include "transport/transport.h"
#include "type/run.h"

struct walk {
	struct peer *peer;
	char *packed;
	size_t left;
	int put;
};

static int block(struct walk *k, uint32_t address, size_t length)
{
	if (length > k->left) length = k->left;
	int error = k->put ? transport_put(k->peer, address, k->packed, length)
					   : transport_get(k->peer, address, k->packed, length);
	k->packed += length;
	k->left -= length;
	return error ? MPI_ERR_OTHER : MPI_SUCCESS;
}

static int walk(struct walk *k, uint32_t at, const struct run *runs, int n)
{
	int error = MPI_SUCCESS;
	for (const struct run *r = runs; r < runs + n && k->left && !error; r++) {
		if (!r->body && !r->list && r->stride == (MPI_Aint)r->length) {
			error = block(k, at + r->at, r->count * r->length);
			continue;
		}
		for (size_t i = 0; i < r->count && k->left && !error; i++) {
			uint32_t piece = at + run_piece(r, i);
			error = r->body ? walk(k, piece, r->body, r->body_count) : block(k, piece, r->length);
		}
	}
	return error;
}

static int access(struct peer *p, const struct side *there, char *packed, size_t length, int put)
{
	struct walk k = { p, packed, length, put };
	void *whole = type_whole(there->type, there->buffer, there->count);
	if (likely(whole != 0 || !length))
		return length ? block(&k, (uint32_t)whole, length) : MPI_SUCCESS;
	struct run elements = { .stride = there->type->extent,
		.count = there->count,
		.length = there->type->size,
		.body = there->type->runs,
		.body_count = there->type->run_count };
	return walk(&k, (uint32_t)there->buffer, &elements, 1);
}

int access_put(struct peer *p, const struct side *there, const char *packed, size_t length)
{
	return access(p, there, (char *)packed, length, 1);
}
int access_get(struct peer *p, const struct side *there, char *packed, size_t length)
{
	return access(p, there, packed, length, 0);
}
