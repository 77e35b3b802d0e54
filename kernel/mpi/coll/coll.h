/*
 * Collectives. coll_…: the whole of one, its arguments checked: a short one is done at once, else the plan is made. MPI_SUCCESS, or what the call shall return.
 * plan_…: algorithms as parts of plans. They work among the ranks of plan->party: the communicator, or the local group of an
 * inter-communicator.
 */
#ifndef MPI_COLL_H
#define MPI_COLL_H

#include "plan.h"
#include "tuning.h"

/* Address of an element. */
static inline void *at(const void *buffer, MPI_Aint element, const datatype *t)
{
	return (char *)buffer + element * t->extent;
}
/* As a program passes them. */
static inline int in_place(const void *buffer) { return buffer == MPI_IN_PLACE; }

/* What one process gives to, or gets from, each other process: equal blocks of a buffer, or blocks by arrays of counts, offsets and types. */
struct blocks {
	int varied; /* by arrays. Known everywhere; the rest only where the standard calls it significant */
	void *buffer;
	int count; /* of each, unless varied */
	datatype *type; /* of each, if `types` is NULL */
	const int *counts, *offsets; /* offsets: elements of `type`; bytes if there are `types` */
	const MPI_Datatype *types;
	const MPI_Aint *far_offsets; /* bytes; in place of `offsets` */
};
#define EQUAL(buffer_, count_) ((struct blocks){ .buffer = (void *)(buffer_), .count = count_ })
#define VARIED(buffer_, counts_, offsets_) \
	((struct blocks){ \
		.varied = 1, .buffer = (void *)(buffer_), .counts = counts_, .offsets = offsets_ })
struct block {
	void *buffer;
	int count;
	datatype *type;
};
struct block block_of(const struct blocks *b, int rank);
static inline size_t block_bytes(const struct blocks *b, int rank)
{
	struct block one = block_of(b, rank);
	return type_bytes(one.type, one.count);
}

/* With HERMIT_MPI_CHECK: compares what the processes called. root: or MPI_UNDEFINED; op, t: or NULL; varied: counts may differ; `expected`: then, where a
 * process knows what the others should have, that. Follows plan_open. */
int coll_checking(void);
void plan_compare(struct plan *p, int root, const operation *op, const datatype *t, int count,
	int varied, const struct blocks *expected);
#define COMPARE(...) \
	do \
		if (unlikely(coll_checking())) plan_compare(p, __VA_ARGS__); \
	while (0)

/* ---- The collectives ---- */

/* A barrier of the library's own, at once: an error class. */
int coll_synchronize(struct comm *c);
int coll_barrier(struct plan *p, struct comm *c);
int coll_bcast(struct plan *p, struct comm *c, void *buffer, int count, datatype *t, int root);
/* t: NULL where this process gives nothing (gather) or gets nothing (scatter); `gives`, `gets`: whether it does. */
int coll_gather(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to, int root, int gives, int gets);
int coll_scatter(struct plan *p, struct comm *c, const struct blocks *from, void *in, int incount,
	datatype *t, int root, int gives, int gets);
/* t: NULL for MPI_IN_PLACE. */
int coll_allgather(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to);
/* aside: the blocks leave from where others arrive. */
int coll_alltoall(
	struct plan *p, struct comm *c, struct blocks *from, const struct blocks *to, int aside);
int coll_neighbor(
	struct plan *p, struct comm *c, const struct blocks *from, const struct blocks *to);
int coll_neighbor_same(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to);
int coll_reduce(struct plan *p, struct comm *c, const void *in, void *out, int count, datatype *t,
	operation *op, int root, int gives, int gets);
int coll_allreduce(struct plan *p, struct comm *c, const void *in, void *out, int count,
	datatype *t, operation *op);
/* counts NULL: `count` for each; total: of all. */
int coll_reduce_scatter(struct plan *p, struct comm *c, const void *in, void *out,
	const int *counts, int count, int total, datatype *t, operation *op);
int coll_scan(struct plan *p, struct comm *c, const void *in, void *out, int count, datatype *t,
	operation *op, int exclusive);

/* ---- Parts of plans ---- */

void plan_barrier(struct plan *p);
void plan_bcast(struct plan *p, void *buffer, int count, datatype *t, int root);
/* The reduction of all `in` goes to `out` at the root (others: ignored). `in` may be `out` there. */
void plan_reduce(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op, int root);
void plan_allreduce(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op);
/* Blocks of the root's go to all, each process's to its buffer. */
void plan_scatter(
	struct plan *p, const struct blocks *from, void *to, int count, datatype *t, int root);
void plan_gather(
	struct plan *p, const void *from, int count, datatype *t, const struct blocks *to, int root);
/* `bytes` bytes of each to all: `all` has room for them by rank, this process's own are in place. */
void plan_share(struct plan *p, void *all, int bytes);

/* ---- A vector into which others are reduced (combine.c) ---- */

/* `value`: where it is; `in`, which is never written unless it is also rooms[0]; or one of two rooms, made when needed. */
struct combination {
	struct plan *plan;
	const void *in, *value;
	void *rooms[2];
	int count;
	datatype *type;
	operation *op;
};
/* Begins with `in`; `out` is where the result should be in the end, and may be NULL. */
void combine_begin(struct combination *c, struct plan *p, const void *in, void *out, int count,
	datatype *t, operation *op);
/* Where another vector can be received. */
void *combine_room(struct combination *c);
/* Reduces what was received there; mine_left: the value is of lower ranks than it. */
void combine(struct combination *c, void *received, int mine_left);
/* Puts the result into `out`. */
void combine_end(struct combination *c, void *out);

/* ---- Reductions in which each process fetches what it needs (direct.c) ---- */

/* Whether a reduction is done so: dense types, long vectors. */
static inline int direct_fits(const struct plan *p, int count, const datatype *t)
{
	return p->party->size > 1 && type_dense(t) && type_bytes(t, count) >= DIRECT_BYTES;
}
enum { DIRECT_ALL = -1 };
/* To `root`, or DIRECT_ALL. */
void plan_direct(
	struct plan *p, const void *in, void *out, int count, datatype *t, operation *op, int root);
/* Each process's share of counts[rank] elements goes to its `out`. */
void plan_direct_scatter(
	struct plan *p, const void *in, void *out, const int *counts, datatype *t, operation *op);

#endif
