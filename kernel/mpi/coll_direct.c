/*
 * Reductions of long vectors: all processes' memories can be read by one-sided access, so each process fetches its share of every vector from where
 * it lies, reduces it, and those who want the result fetch the shares. Every byte is copied once, each process reduces 1/n, and nothing is
 * ever written into another process's memory. Operands are taken in the order of the ranks if the operation does not commute.
 *
 * What is announced is checked against what this process expects: then a process that called something else is an error, no wild read.
 */
#include "coll.h"
#include "remote.h"

enum { MARK = 0x48574d44 };

struct announcement { int mark, bytes; const char *in, *result; };

struct direct {
	struct announcement *all;  /* by rank */
	const struct comm *party;
	const char *in;
	char *out, *result;        /* whole vector; this process's share of it */
	const int *starts;         /* of shares, in elements; one more than there are ranks */
	datatype *type;
	operation *op;
	char *pieces[2];
	int piece;                 /* elements */
};

static int fetch(const struct direct *d, int rank, const char *from, void *to, size_t bytes)
{
	const struct announcement *a = &d->all[rank];
	if (a->mark != MARK || a->bytes != (int)type_bytes(d->type, d->starts[d->party->size])) return MPI_ERR_TRUNCATE;
	struct peer *peer = remote(self(), comm_process(d->party, rank));
	return peer && !transport_get(peer, (uint32_t)from, to, bytes) ? MPI_SUCCESS : MPI_ERR_OTHER;
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
			error = fetch(d, peer, d->all[peer].in + skip, here, bytes);
			op_apply(d->op, first ? mine : here, to, count, d->type);
		}
		return error;
	}
	char *value = d->pieces[1];
	for (int peer = size - 1; peer >= 0 && !error; peer--) {
		char *here = peer == size - 1 ? value : d->pieces[0];
		if (peer == rank) __builtin_memcpy(here, mine, bytes);
		else error = fetch(d, peer, d->all[peer].in + skip, here, bytes);
		if (here != value) op_apply(d->op, here, value, count, d->type);
	}
	__builtin_memcpy(to, value, bytes);
	return error;
}

static int reduce_share(struct plan *p, void *argument)
{
	const struct direct *d = argument;
	int start = d->starts[d->party->rank], end = d->starts[d->party->rank + 1], error = MPI_SUCCESS;
	for (int i = start; i < end && !error; i += d->piece) {
		int count = end - i < d->piece ? end - i : d->piece;
		error = reduce_piece(d, type_bytes(d->type, i), d->result + type_bytes(d->type, i - start), count);
	}
	return error;
}

static int fetch_results(struct plan *p, void *argument)
{
	const struct direct *d = argument;
	int size = d->party->size, rank = d->party->rank, error = MPI_SUCCESS;
	for (int distance = 1; distance < size && !error; distance++) {
		int peer = (rank + distance) % size, start = d->starts[peer];
		error = fetch(d, peer, d->all[peer].result, d->out + type_bytes(d->type, start), type_bytes(d->type, d->starts[peer + 1] - start));
	}
	return error;
}

/* Announces the vectors and reduces the shares; nobody may use the result before the others have it. */
static struct direct *begin(struct plan *p, const void *in, void *out, int *starts, char *result, datatype *t, operation *op)
{
	int size = p->party->size;
	struct direct *d = plan_memory(p, sizeof *d);
	struct announcement *all = plan_memory(p, size * sizeof *all);
	char *pieces = plan_memory(p, 2 * (DIRECT_PIECE + t->size));
	if (!pieces) return 0;
	int piece = DIRECT_PIECE / t->size ? DIRECT_PIECE / t->size : 1;
	*d = (struct direct){ all, p->party, in, out, result, starts, t, op, { pieces, pieces + DIRECT_PIECE + t->size }, piece };
	__builtin_memset(all, 0, size * sizeof *all);
	all[p->party->rank] = (struct announcement){ MARK, type_bytes(t, starts[size]), in, result };
	plan_share(p, all, sizeof *all);
	plan_call(p, reduce_share, d);
	plan_barrier(p);
	return d;
}

void plan_direct(struct plan *p, const void *in, void *out, int count, datatype *t, operation *op, int root)
{
	int size = p->party->size, rank = p->party->rank, takes = root == DIRECT_ALL || root == rank;
	int *starts = plan_memory(p, (size + 1) * sizeof(int));
	if (!starts) return;
	for (int i = 0; i <= size; i++) starts[i] = (int64_t)count * i / size;
	char *result = takes ? (char *)out + type_bytes(t, starts[rank]) : plan_memory(p, type_bytes(t, starts[rank + 1] - starts[rank]));
	struct direct *d = begin(p, in, out, starts, result, t, op);
	if (takes && d) plan_call(p, fetch_results, d);
	plan_barrier(p);
}

void plan_direct_scatter(struct plan *p, const void *in, void *out, const int *counts, datatype *t, operation *op)
{
	int size = p->party->size, rank = p->party->rank;
	int *starts = plan_memory(p, (size + 1) * sizeof(int));
	if (!starts) return;
	for (int i = starts[0] = 0; i < size; i++) starts[i + 1] = starts[i] + counts[i];
	/* In place, the share's place is the beginning of the vector, which others still read: it is moved there at last. */
	size_t bytes = type_bytes(t, counts[rank]);
	char *result = in == out ? plan_memory(p, bytes) : out;
	begin(p, in, out, starts, result, t, op);
	plan_copy(p, out, bytes, MPI_BYTE, result, bytes, MPI_BYTE);
}
