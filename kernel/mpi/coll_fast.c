/* Lines of short collectives. */
#include <stdlib.h>
#include <string.h>
#include "coll_fast.h"
#include "remote.h"

void coll_release(struct coll_state *s)
{
	free(s->mine);
	free(s->members);
	free(s);
}

/* All tell each other where their lines are. Who has no memory for them tells so by 0, and nobody uses any. */
struct coll_state *fast_make(struct comm *c)
{
	struct plan p;
	uint32_t addresses[FAST_PROCESSES] = { 0 };
	struct coll_state *s = calloc(1, sizeof *s);
	if (!s) fatal("no memory for a communicator: give the isle more --mem");
	size_t bytes = 2 * c->size * sizeof *s->mine;
	s->mine = aligned_alloc(64, bytes);
	s->members = calloc(c->size, sizeof *s->members);
	if (s->mine && s->members) {
		memset(s->mine, 0, bytes);
		addresses[c->rank] = (uint32_t)s->mine;
	}
	plan_open(&p, c);
	plan_share(&p, addresses, sizeof *addresses);
	s->off = plan_finish(&p) != MPI_SUCCESS;
	for (int i = 0; i < c->size; i++) {
		if (!addresses[i]) s->off = 1;
		if (s->members) s->members[i].lines = addresses[i] + c->rank * sizeof(struct line);
		if (s->members && !(s->members[i].peer = remote(self(), comm_process(c, i)))) s->off = 1;
	}
	c->coll = s;
	return s->off ? 0 : s;
}

struct wait { volatile int *stamp; int epoch; struct peer *peer; };

static int come(void *argument)
{
	const struct wait *w = argument;
	return load(w->stamp) == w->epoch || w->peer->state == PEER_GONE;
}

_Static_assert(sizeof(struct line) == sizeof(struct cell), "a line is put as cells are");

int fast_exchange(struct comm *c, struct coll_state *s, const void *from, size_t stride, size_t bytes, int what)
{
	int size = c->size, rank = c->rank, error = MPI_SUCCESS;
	struct line out;
	out.stamp = ++s->epoch;
	out.what = what;
	if (!stride && bytes) memcpy(out.bytes, from, bytes);
	uint32_t turn = (s->epoch & 1) * size * sizeof out;
	for (int distance = 1; distance < size; distance++) {
		int to = rank + distance < size ? rank + distance : rank + distance - size;
		if (stride) memcpy(out.bytes, (const char *)from + to * stride, bytes);
		if (transport_cell(s->members[to].peer, s->members[to].lines + turn, (const struct cell *)&out)) error = MPI_ERR_OTHER;
	}
	struct line *in = s->mine + (s->epoch & 1) * size;
	for (int i = 0; i < size; i++) {
		if (i == rank) continue;
		struct wait w = { &in[i].stamp, s->epoch, s->members[i].peer };
		for (int spin = FAST_SPIN; spin && load(w.stamp) != w.epoch; spin--) continue;
		if (unlikely(load(w.stamp) != w.epoch)) progress_until(self(), come, &w);
		if (unlikely(load(w.stamp) != w.epoch)) error = trouble(self(), MPI_ERR_OTHER, "rank %d of the communicator has ended without MPI_Finalize", i);
		else if (unlikely(in[i].what != what))
			error = trouble(self(), MPI_ERR_TRUNCATE, "rank %d of the communicator called another collective, or with other counts", i);
	}
	return error;
}

/* ---- Collectives ---- */

enum kind { BARRIER, ALLREDUCE, ALLGATHER, ALLTOALL };
static int what(enum kind kind, size_t bytes) { return (int)(bytes << 3 | kind); }

int fast_barrier(struct comm *c, struct coll_state *s) { return fast_exchange(c, s, 0, 0, 0, what(BARRIER, 0)); }

int fast_allreduce(struct comm *c, struct coll_state *s, const void *in, void *out, int count, datatype *t, operation *op)
{
	size_t bytes = type_bytes(t, count);
	int error = fast_exchange(c, s, in, 0, bytes, what(ALLREDUCE, bytes));
	if (error) return error;
	if (c->size == 2 && op->commutes) {
		if (in != out) memcpy(out, in, bytes);
		op_apply(op, fast_line(c, s, !c->rank), out, count, t);
		return MPI_SUCCESS;
	}
	/* From the highest rank down: the result is where the right operand was. */
	_Alignas(16) char value[FAST_BYTES];
	for (int i = c->size - 1; i >= 0; i--) {
		const void *theirs = i == c->rank ? in : fast_line(c, s, i);
		if (i == c->size - 1) memcpy(value, theirs, bytes);
		else op_apply(op, theirs, value, count, t);
	}
	memcpy(out, value, bytes);
	return MPI_SUCCESS;
}

int fast_allgather(struct comm *c, struct coll_state *s, const void *mine, void *all, size_t bytes)
{
	int error = fast_exchange(c, s, mine, 0, bytes, what(ALLGATHER, bytes));
	for (int i = 0; i < c->size && !error; i++)
		if (i != c->rank) memcpy((char *)all + i * bytes, fast_line(c, s, i), bytes);
	return error;
}

int fast_alltoall(struct comm *c, struct coll_state *s, const void *out, void *in, size_t bytes)
{
	int error = fast_exchange(c, s, out, bytes, bytes, what(ALLTOALL, bytes));
	for (int i = 0; i < c->size && !error; i++)
		if (i != c->rank) memcpy((char *)in + i * bytes, fast_line(c, s, i), bytes);
	return error;
}
