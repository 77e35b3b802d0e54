/* The slots of short collectives: where they are, and writing and reading them. */
#include <stdlib.h>
#include <string.h>
#include "fast.h"
#include "p2p/meet.h"
#include "p2p/progress.h"

/*
 * A communicator may end here while others have yet to tell how far they have read this process's slots. They still write into its block, so that is
 * freed later: when all that will be told has been told. The list is the isle's, not a rank's, so it has a lock of its own.
 */
static struct coll_state *ended;
static volatile int ended_lock;

/* Held: ended_lock. */
static int settled(const struct coll_state *s)
{
	for (int i = 0; i < s->size && s->members && s->mine; i++) {
		const struct member *m = &s->members[i];
		if (m->sent / (FAST_RING / 2) * (FAST_RING / 2) != load(&s->read[i]) &&
			m->peer->state != PEER_GONE)
			return 0;
	}
	return 1;
}

/* ended_lock is not held. */
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

static size_t lay_out(struct comm *c, struct coll_state *s, char *block)
{
	size_t slots = 2 * c->size * sizeof(struct slot),
		   rings = (size_t)c->size * FAST_RING * sizeof(struct slot);
	s->mine = (struct slot *)block;
	s->rings = (struct slot *)(block + slots);
	s->read = (volatile int *)(block + slots + rings);
	return (slots + rings + c->size * sizeof(int) + 63) & -64;
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
	size_t bytes = lay_out(c, s, 0);
	char *block = aligned_alloc(64, bytes);
	s->members = calloc(c->size, sizeof *s->members);
	if (block && s->members) {
		memset(block, 0, bytes);
		blocks[c->rank] = (uint32_t)block;
	}
	lay_out(c, s, block);
	plan_open(&p, c);
	plan_share(&p, blocks, sizeof *blocks);
	s->off = plan_finish(&p) != MPI_SUCCESS;
	for (int i = 0; i < c->size && s->members; i++) {
		struct member *m = &s->members[i];
		lay_out(c, &there, (char *)blocks[i]);
		m->slots = (uint32_t)(there.mine + c->rank);
		m->ring = (uint32_t)(there.rings + c->rank * FAST_RING);
		m->read = (uint32_t)(there.read + c->rank);
		m->may_send = FAST_RING;
		m->peer = p2p_peer(self(), comm_process(c, i));
		if (!blocks[i] || !m->peer) s->off = 1;
	}
	if (!s->members) s->off = 1;
	c->coll = s;
	return s->off ? 0 : s;
}

_Static_assert(sizeof(struct slot) == sizeof(struct cell), "a slot is put as cells are");

/* ---- Waiting ---- */

struct wait {
	volatile int *stamp;
	int expected;
	struct peer *peer;
};

static int come(void *argument)
{
	const struct wait *w = argument;
	return load(w->stamp) == w->expected || w->peer->state == PEER_GONE;
}

static int gone(int rank)
{
	return error_note(
		self(), MPI_ERR_OTHER, "rank %d of the communicator has ended without MPI_Finalize", rank);
}

static int wait_slot(struct coll_state *s, struct slot *in, int stamp, int rank, int what)
{
	for (int spin = FAST_SPIN; spin && load(&in->stamp) != stamp; spin--) continue;
	if (unlikely(load(&in->stamp) != stamp)) {
		struct wait w = { &in->stamp, stamp, s->members[rank].peer };
		p2p_progress_until(self(), come, &w);
		if (load(&in->stamp) != stamp) return gone(rank);
	}
	if (likely(in->what == what)) return MPI_SUCCESS;
	return error_note(self(), MPI_ERR_TRUNCATE,
		"rank %d of the communicator called another collective, or with other counts", rank);
}

/* ---- Moving slots ---- */

int fast_exchange(
	struct comm *c, struct coll_state *s, const void *from, size_t stride, size_t bytes, int what)
{
	int size = c->size, rank = c->rank, error = MPI_SUCCESS;
	struct slot out;
	out.stamp = ++s->epoch;
	out.what = what;
	if (!stride) copy_few(out.bytes, from, bytes);
	uint32_t turn = (s->epoch & 1) * size * sizeof out;
	for (int distance = 1; distance < size; distance++) {
		int to = rank + distance < size ? rank + distance : rank + distance - size;
		if (stride) copy_few(out.bytes, (const char *)from + to * stride, bytes);
		if (transport_cell(
				s->members[to].peer, s->members[to].slots + turn, (const struct cell *)&out))
			error = gone(to);
	}
	struct slot *in = s->mine + (s->epoch & 1) * size;
	for (int i = 0; i < size; i++) {
		int e = i == rank ? MPI_SUCCESS : wait_slot(s, &in[i], s->epoch, i, what);
		if (!error) error = e;
	}
	return error;
}

struct room {
	struct coll_state *s;
	int to;
};

static int has_room(void *argument)
{
	const struct room *r = argument;
	struct member *m = &r->s->members[r->to];
	m->may_send = load(&r->s->read[r->to]) + FAST_RING;
	return m->sent != m->may_send || m->peer->state == PEER_GONE;
}

int fast_send(
	struct comm *c, struct coll_state *s, int to, const void *from, size_t bytes, int what)
{
	struct member *m = &s->members[to];
	if (unlikely(m->sent == m->may_send)) {
		struct room r = { s, to };
		p2p_progress_until(self(), has_room, &r);
	}
	struct slot out;
	out.stamp = ++m->sent;
	out.what = what;
	copy_few(out.bytes, from, bytes);
	return transport_cell(m->peer, m->ring + (m->sent & (FAST_RING - 1)) * sizeof out,
			   (const struct cell *)&out)
		? gone(to)
		: MPI_SUCCESS;
}

int fast_receive(struct comm *c, struct coll_state *s, int from, void *to, size_t bytes, int what)
{
	struct member *m = &s->members[from];
	struct slot *in = s->rings + from * FAST_RING + (++m->received & (FAST_RING - 1));
	int error = wait_slot(s, in, m->received, from, what);
	if (error) return error;
	copy_few(to, in->bytes, bytes);
	if (m->received % (FAST_RING / 2) == 0)
		transport_write(m->peer, m->read, &m->received, sizeof(int));
	return MPI_SUCCESS;
}
