/*
 * Short collectives without messages: in every member's memory lie slots of 64 bytes, a cache line each, for each other member, which that one writes, so that no envelope
 * is made or matched.
 *
 * An exchange is a step in which all put a slot to all others and read theirs. Two sets of slots, used by turns, are enough: who begins a step has
 * read the slots of the step before the last, and nobody goes on before all have begun. For what goes one way there is a ring of slots for
 * each pair; the reader tells the writer now and then how far it has read.
 */
#ifndef MPI_COLL_FAST_H
#define MPI_COLL_FAST_H

#include "coll.h"

/* Bytes that a process can tell another in one step. */
enum { FAST_BYTES = 56 };

struct slot {
	int stamp, what;
	_Alignas(8) char bytes[FAST_BYTES];
};

struct member {
	struct peer *peer;
	uint32_t slots, ring,
		read; /* addresses there, of what this process writes: its exchange slots, its ring, how far it has read theirs */
	int sent, received; /* slots of the rings */
	int may_send; /* up to which slot there was room when last looked: the word is written by the other, so a look costs a cache miss */
};

/* What others write here, in one block: by member two exchange slots (all of one turn together), then rings, then how far each has read. */
struct coll_state {
	struct slot *mine, *rings;
	volatile int *read;
	struct member *members;
	int epoch; /* exchanges begun */
	int size;
	struct coll_state *next; /* of those that are to be freed */
	int off; /* there is no memory somewhere: never used */
};

/* A few bytes. memory.copy is a call out of WebAssembly, dearer than these loads and stores; the barrier keeps the compiler from it. */
static inline void copy_few(void *to, const void *from, size_t bytes)
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

/* The communicator's slots, made when it is first asked by all; NULL: it has none, because it is large, or for want of memory. */
struct coll_state *fast_make(struct comm *c);
static inline struct coll_state *fast_of(struct comm *c)
{
	if (likely(c->coll != 0)) return c->coll->off ? 0 : c->coll;
	return c->remote || c->size < 2 || c->size > FAST_PROCESSES || coll_checking() ? 0
																				   : fast_make(c);
}

/*
 * A step: `from` + r * stride goes to each rank r (`bytes` of it). `what` must be the same everywhere; else MPI_ERR_TRUNCATE. Then
 * fast_slot() has what the others sent, until the next step.
 */
int fast_exchange(
	struct comm *c, struct coll_state *s, const void *from, size_t stride, size_t bytes, int what);
static inline const void *fast_slot(const struct comm *c, const struct coll_state *s, int rank)
{
	return s->mine[(s->epoch & 1) * c->size + rank].bytes;
}

/* One way: to some member, from some member. Error classes, with words noted. */
int fast_send(
	struct comm *c, struct coll_state *s, int to, const void *from, size_t bytes, int what);
int fast_receive(struct comm *c, struct coll_state *s, int from, void *to, size_t bytes, int what);

/* Error classes, with words noted. Vectors are dense and short enough. */
int fast_barrier(struct comm *c, struct coll_state *s);
int fast_allreduce(struct comm *c, struct coll_state *s, const void *in, void *out, int count,
	datatype *t, operation *op);
/* This process's own block is where it belongs already. */
int fast_allgather(struct comm *c, struct coll_state *s, const void *mine, void *all, size_t bytes);
int fast_bcast(struct comm *c, void *buffer, size_t bytes, int root);
int fast_reduce(struct comm *c, struct coll_state *s, const void *in, void *out, int count,
	datatype *t, operation *op, int root);
int fast_alltoall(struct comm *c, struct coll_state *s, const void *out, void *in, size_t bytes);

#endif
