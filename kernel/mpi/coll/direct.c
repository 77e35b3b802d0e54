/*
 * Reductions of long vectors. All processes' memories can be reached by one-sided access, so each process fetches its share of every vector from
 * where it lies, reduces it, piece by piece, and puts the result to where it is wanted. Every byte goes once between two memories each
 * way, and each process reduces 1/n. Only the process whose share it is touches that part of any vector, so `in` and `out` may be the same.
 * Operands are taken in the order of the ranks if the operation does not commute.
 *
 * What is announced is checked against what this process expects: a process that called something else is an error, and its memory is not written.
 */
#include "coll.h"
#include "p2p/meet.h"

enum { MARK = 0x48574d44 };

/* out: where this process wants the whole result; NULL: it does not. */
struct announcement {
	int mark, bytes;
	const char *in;
	char *out;
};

struct direct {
	struct announcement *all;  /* by rank */
	const struct comm *party;
	const char *in;
	char *out; /* this process's share of the result goes there; NULL: it is not wanted here */
	const int *starts; /* of shares, in elements; one more than there are ranks */
	datatype *type;
	operation *op;
	char *pieces[2];
	int piece; /* elements */
};

static int fetch(const struct direct *d, int rank, size_t skip, void *to, size_t bytes)
{
	struct peer *peer = p2p_peer(self(), comm_process(d->party, rank));
	return peer && !transport_get(peer, (uint32_t)d->all[rank].in + skip, to, bytes)
		? MPI_SUCCESS
		: MPI_ERR_OTHER;
}

/* One piece, `skip` bytes into the vectors, whose result goes to `to`. */
static int reduce_piece(const struct direct *d, size_t skip, char *to, int count)
{
	int size = d->party->size, rank = d->party->rank, error = MPI_SUCCESS;
	size_t bytes = type_bytes(d->type, count);
	const char *mine = d->in + skip;
	if (d->op->commutes) {
		int apart = to != mine;
		for (int distance = 1; distance < size && !error; distance++) {
			int peer = (rank + distance) % size, first = apart && distance == 1;
			char *here = first ? to : d->pieces[0];
			error = fetch(d, peer, skip, here, bytes);
			op_apply(d->op, first ? mine : here, to, count, d->type);
		}
		return error;
	}
	char *value = to != mine ? to : d->pieces[1];
	for (int peer = size - 1; peer >= 0 && !error; peer--) {
		char *here = peer == size - 1 ? value : d->pieces[0];
		if (peer == rank) __builtin_memcpy(here, mine, bytes);
		else error = fetch(d, peer, skip, here, bytes);
		if (here != value) op_apply(d->op, here, value, count, d->type);
	}
	if (to != value) __builtin_memcpy(to, value, bytes);
	return error;
}

static int put_results(const struct direct *d, size_t skip, const char *from, size_t bytes)
{
	int size = d->party->size, rank = d->party->rank;
	for (int distance = 1; distance < size; distance++) {
		int to = (rank + distance) % size;
		if (!d->all[to].out) continue;
		struct peer *peer = p2p_peer(self(), comm_process(d->party, to));
		if (!peer || transport_put(peer, (uint32_t)d->all[to].out + skip, from, bytes))
			return MPI_ERR_OTHER;
	}
	return MPI_SUCCESS;
}

static int reduce_share(struct plan *p, void *argument)
{
	const struct direct *d = argument;
	int size = d->party->size, rank = d->party->rank, start = d->starts[rank],
		end = d->starts[rank + 1], error = MPI_SUCCESS;
	for (int i = 0; i < size; i++)
		if (d->all[i].mark != MARK || d->all[i].bytes != (int)type_bytes(d->type, d->starts[size]))
			return error_note(self(), MPI_ERR_TRUNCATE,
				"rank %d called another collective, or with another count", i);
	for (int i = start; i < end && !error; i += d->piece) {
		int count = end - i < d->piece ? end - i : d->piece;
		size_t skip = type_bytes(d->type, i);
		char *to = d->out ? d->out + type_bytes(d->type, i - start)
						  : d->pieces[1] + DIRECT_PIECE + d->type->size;
		error = reduce_piece(d, skip, to, count);
		if (!error) error = put_results(d, skip, to, type_bytes(d->type, count));
	}
	return error;
}

/* Nobody goes on before all are done, with reading its vector too. */
static void plan_shares(struct plan *p, const void *in, void *wanted, char *out, const int *starts,
	datatype *t, operation *op)
{
	int size = p->party->size, room = DIRECT_PIECE + t->size;
	struct direct *d = plan_memory(p, sizeof *d);
	struct announcement *all = plan_memory(p, size * sizeof *all);
	char *pieces = plan_memory(p, 3 * room);
	if (!pieces) return;
	int piece = DIRECT_PIECE / t->size ? DIRECT_PIECE / t->size : 1;
	*d = (struct direct){ all, p->party, in, out, starts, t, op, { pieces, pieces + room }, piece };
	__builtin_memset(all, 0, size * sizeof *all);
	all[p->party->rank] = (struct announcement){ MARK, type_bytes(t, starts[size]), in, wanted };
	plan_share(p, all, sizeof *all);
	plan_call(p, reduce_share, d);
	plan_barrier(p);
}

void plan_direct(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op, int root)
{
	int size = p->party->size, rank = p->party->rank;
	int *starts = plan_memory(p, (size + 1) * sizeof(int));
	if (!starts) return;
	for (int i = 0; i <= size; i++) starts[i] = (int64_t)count * i / size;
	if (root != DIRECT_ALL && root != rank) out = 0;
	plan_shares(p, in, out, out ? (char *)out + type_bytes(t, starts[rank]) : 0, starts, t, op);
}

void plan_direct_scatter(
	struct plan *p, const void *in, void *out, const int *counts, datatype *t, operation *op)
{
	int size = p->party->size, rank = p->party->rank;
	int *starts = plan_memory(p, (size + 1) * sizeof(int));
	if (!starts) return;
	for (int i = starts[0] = 0; i < size; i++) starts[i + 1] = starts[i] + counts[i];
	/* In place, the share's place is the beginning of the vector, which others still read: it is moved there at last. */
	size_t bytes = type_bytes(t, counts[rank]);
	char *result = in == out ? plan_memory(p, bytes) : out;
	plan_shares(p, in, 0, result, starts, t, op);
	plan_copy(p, out, bytes, MPI_BYTE, result, bytes, MPI_BYTE);
}
