/* Lines of short collectives. */
#include <stdlib.h>
#include <string.h>
#include "coll_fast.h"
#include "remote.h"

/*
 * A communicator may end here while others have yet to tell how far they have read this process's lines. They still write into its block, so that is
 * freed later: when all that will be told has been told.
 */
static struct coll_state *ended;
static volatile int ended_lock;

static int settled(const struct coll_state *s)
{
	for (int i = 0; i < s->size && s->members && s->mine; i++) {
		const struct member *m = &s->members[i];
		if (m->sent / (FAST_RING / 2) * (FAST_RING / 2) != load(&s->read[i]) && m->peer->state != PEER_GONE) return 0;
	}
	return 1;
}

static void sweep(void)
{
	lock(&ended_lock);
	for (struct coll_state **link = &ended, *s; (s = *link);) {
		if (!settled(s)) {
			link = &s->next;
			continue;
		}
		*link = s->next;
		free(s->mine);
		free(s->members);
		free(s);
	}
	unlock(&ended_lock);
}

void coll_release(struct coll_state *s)
{
	lock(&ended_lock);
	s->next = ended;
	ended = s;
	unlock(&ended_lock);
	sweep();
}

static size_t places(struct comm *c, struct coll_state *s, char *block)
{
	size_t lines = 2 * c->size * sizeof(struct line), rings = (size_t)c->size * FAST_RING * sizeof(struct line);
	s->mine = (struct line *)block;
	s->rings = (struct line *)(block + lines);
	s->read = (volatile int *)(block + lines + rings);
	return (lines + rings + c->size * sizeof(int) + 63) & -64;
}

/* All tell each other where their block is. Who has no memory for one tells so by 0, and nobody uses any. */
struct coll_state *fast_make(struct comm *c)
{
	struct plan p;
	uint32_t blocks[FAST_PROCESSES] = { 0 };
	struct coll_state *s = calloc(1, sizeof *s), there;
	if (!s) fatal("no memory for a communicator: give the isle more --mem");
	sweep();
	s->size = c->size;
	size_t bytes = places(c, s, 0);
	char *block = aligned_alloc(64, bytes);
	s->members = calloc(c->size, sizeof *s->members);
	if (block && s->members) {
		memset(block, 0, bytes);
		blocks[c->rank] = (uint32_t)block;
	}
	places(c, s, block);
	plan_open(&p, c);
	plan_share(&p, blocks, sizeof *blocks);
	s->off = plan_finish(&p) != MPI_SUCCESS;
	for (int i = 0; i < c->size && s->members; i++) {
		struct member *m = &s->members[i];
		places(c, &there, (char *)blocks[i]);
		m->lines = (uint32_t)(there.mine + c->rank);
		m->ring = (uint32_t)(there.rings + c->rank * FAST_RING);
		m->read = (uint32_t)(there.read + c->rank);
		m->may_send = FAST_RING;
		m->peer = remote(self(), comm_process(c, i));
		if (!blocks[i] || !m->peer) s->off = 1;
	}
	if (!s->members) s->off = 1;
	c->coll = s;
	return s->off ? 0 : s;
}

_Static_assert(sizeof(struct line) == sizeof(struct cell), "a line is put as cells are");

/* A few bytes. memory.copy is a call of the engine that runs WebAssembly, dearer than these loads and stores; the barrier keeps the compiler from it. */
static inline void copy(void *to, const void *from, size_t bytes)
{
	char *t = to;
	const char *f = from;
	for (; bytes >= 8; bytes -= 8, t += 8, f += 8) {
		__builtin_memcpy(t, f, 8);
		__asm__ volatile("" ::: "memory");
	}
	if (bytes & 4) {
		__builtin_memcpy(t, f, 4);
		t += 4, f += 4;
	}
	for (bytes &= 3; bytes; bytes--) {
		*t++ = *f++;
		__asm__ volatile("" ::: "memory");
	}
}

/* ---- Waiting ---- */

struct wait { volatile int *stamp; int expected; struct peer *peer; };

static int come(void *argument)
{
	const struct wait *w = argument;
	return load(w->stamp) == w->expected || w->peer->state == PEER_GONE;
}

static int gone(int rank) { return trouble(self(), MPI_ERR_OTHER, "rank %d of the communicator has ended without MPI_Finalize", rank); }

static int wait_line(struct coll_state *s, struct line *in, int stamp, int rank, int what)
{
	for (int spin = FAST_SPIN; spin && load(&in->stamp) != stamp; spin--) continue;
	if (unlikely(load(&in->stamp) != stamp)) {
		struct wait w = { &in->stamp, stamp, s->members[rank].peer };
		progress_until(self(), come, &w);
		if (load(&in->stamp) != stamp) return gone(rank);
	}
	if (likely(in->what == what)) return MPI_SUCCESS;
	return trouble(self(), MPI_ERR_TRUNCATE, "rank %d of the communicator called another collective, or with other counts", rank);
}

/* ---- Moving lines ---- */

int fast_exchange(struct comm *c, struct coll_state *s, const void *from, size_t stride, size_t bytes, int what)
{
	int size = c->size, rank = c->rank, error = MPI_SUCCESS;
	struct line out;
	out.stamp = ++s->epoch;
	out.what = what;
	if (!stride) copy(out.bytes, from, bytes);
	uint32_t turn = (s->epoch & 1) * size * sizeof out;
	for (int distance = 1; distance < size; distance++) {
		int to = rank + distance < size ? rank + distance : rank + distance - size;
		if (stride) copy(out.bytes, (const char *)from + to * stride, bytes);
		if (transport_cell(s->members[to].peer, s->members[to].lines + turn, (const struct cell *)&out)) error = gone(to);
	}
	struct line *in = s->mine + (s->epoch & 1) * size;
	for (int i = 0; i < size; i++) {
		int e = i == rank ? MPI_SUCCESS : wait_line(s, &in[i], s->epoch, i, what);
		if (!error) error = e;
	}
	return error;
}

struct room { struct coll_state *s; int to; };

static int room(void *argument)
{
	const struct room *r = argument;
	struct member *m = &r->s->members[r->to];
	m->may_send = load(&r->s->read[r->to]) + FAST_RING;
	return m->sent != m->may_send || m->peer->state == PEER_GONE;
}

int fast_send(struct comm *c, struct coll_state *s, int to, const void *from, size_t bytes, int what)
{
	struct member *m = &s->members[to];
	if (unlikely(m->sent == m->may_send)) {
		struct room r = { s, to };
		progress_until(self(), room, &r);
	}
	struct line out;
	out.stamp = ++m->sent;
	out.what = what;
	copy(out.bytes, from, bytes);
	return transport_cell(m->peer, m->ring + (m->sent & (FAST_RING - 1)) * sizeof out, (const struct cell *)&out) ? gone(to) : MPI_SUCCESS;
}

int fast_receive(struct comm *c, struct coll_state *s, int from, void *to, size_t bytes, int what)
{
	struct member *m = &s->members[from];
	struct line *in = s->rings + from * FAST_RING + (++m->received & (FAST_RING - 1));
	int error = wait_line(s, in, m->received, from, what);
	if (error) return error;
	copy(to, in->bytes, bytes);
	if (m->received % (FAST_RING / 2) == 0) transport_write(m->peer, m->read, &m->received, sizeof(int));
	return MPI_SUCCESS;
}

/* ---- Collectives ---- */

enum kind { BARRIER, ALLREDUCE, ALLGATHER, ALLTOALL, BCAST, REDUCE };
static int what(enum kind kind, size_t bytes) { return (int)(bytes << 3 | kind); }

int fast_barrier(struct comm *c, struct coll_state *s) { return fast_exchange(c, s, 0, 0, 0, what(BARRIER, 0)); }

int fast_allreduce(struct comm *c, struct coll_state *s, const void *in, void *out, int count, datatype *t, operation *op)
{
	size_t bytes = type_bytes(t, count);
	int error = fast_exchange(c, s, in, 0, bytes, what(ALLREDUCE, bytes));
	if (error) return error;
	if (c->size == 2 && op->commutes) {
		if (in != out) copy(out, in, bytes);
		op_apply(op, fast_line(c, s, !c->rank), out, count, t);
		return MPI_SUCCESS;
	}
	/* From the highest rank down: the result is where the right operand was. */
	_Alignas(16) char value[FAST_BYTES];
	for (int i = c->size - 1; i >= 0; i--) {
		const void *theirs = i == c->rank ? in : fast_line(c, s, i);
		if (i == c->size - 1) copy(value, theirs, bytes);
		else op_apply(op, theirs, value, count, t);
	}
	copy(out, value, bytes);
	return MPI_SUCCESS;
}

int fast_allgather(struct comm *c, struct coll_state *s, const void *mine, void *all, size_t bytes)
{
	int error = fast_exchange(c, s, mine, 0, bytes, what(ALLGATHER, bytes));
	for (int i = 0; i < c->size && !error; i++)
		if (i != c->rank) copy((char *)all + i * bytes, fast_line(c, s, i), bytes);
	return error;
}

int fast_alltoall(struct comm *c, struct coll_state *s, const void *out, void *in, size_t bytes)
{
	int error = fast_exchange(c, s, out, bytes, bytes, what(ALLTOALL, bytes));
	for (int i = 0; i < c->size && !error; i++)
		if (i != c->rank) copy((char *)in + i * bytes, fast_line(c, s, i), bytes);
	return error;
}

int fast_bcast(struct comm *c, struct coll_state *s, void *buffer, size_t bytes, int root)
{
	int error = MPI_SUCCESS;
	if (c->rank != root) return fast_receive(c, s, root, buffer, bytes, what(BCAST, bytes));
	for (int i = 0; i < c->size && !error; i++) if (i != root) error = fast_send(c, s, i, buffer, bytes, what(BCAST, bytes));
	return error;
}

int fast_reduce(struct comm *c, struct coll_state *s, const void *in, void *out, int count, datatype *t, operation *op, int root)
{
	size_t bytes = type_bytes(t, count);
	if (c->rank != root) return fast_send(c, s, root, in, bytes, what(REDUCE, bytes));
	_Alignas(16) char value[FAST_BYTES], left[FAST_BYTES];
	int error = MPI_SUCCESS;
	for (int i = c->size - 1; i >= 0 && !error; i--) {
		char *here = i == c->size - 1 ? value : left;
		if (i == root) copy(here, in, bytes);
		else error = fast_receive(c, s, i, here, bytes, what(REDUCE, bytes));
		if (here == left && !error) op_apply(op, left, value, count, t);
	}
	if (!error) copy(out, value, bytes);
	return error;
}
