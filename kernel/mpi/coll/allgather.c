/* Gathering to all: Bruck's algorithm for short ones; long ones go from each process to every other. */
#include "fast.h"

/*
 * Bruck and others: Efficient algorithms for all-to-all communications in multiport message-passing systems, 1997. In packed form: a process
 * has the blocks of the ranks from its own on, and in each step passes all it has to the process as many ranks before it. `ends[i]`: where the
 * block of relative rank i ends.
 */
static void bruck(struct plan *p, char *all, const int *ends)
{
	int size = p->party->size, rank = p->party->rank;
	for (int have = 1; have < size; have <<= 1) {
		int more = have < size - have ? have : size - have;
		/* What the other one sends are the blocks from its rank on: relative to this process, from `have` on. */
		plan_send(p, all, ends[more - 1], MPI_BYTE, (rank - have + size) % size);
		plan_receive(p, all + ends[have - 1], ends[have + more - 1] - ends[have - 1], MPI_BYTE,
			(rank + have) % size);
		plan_wait(p);
	}
}

static void packed(
	struct plan *p, const void *from, int count, datatype *t, const struct blocks *to)
{
	int size = p->party->size, rank = p->party->rank, total = 0;
	int *ends = plan_memory(p, size * sizeof(int));
	if (!ends) return;
	for (int i = 0; i < size; i++) ends[i] = total += block_bytes(to, (rank + i) % size);
	char *all = plan_memory(p, total);
	struct block own = block_of(to, rank);
	if (in_place(from)) from = own.buffer, count = own.count, t = own.type;
	plan_copy(p, all, ends[0], MPI_BYTE, from, count, t);
	bruck(p, all, ends);
	for (int i = 0; i < size; i++) {
		struct block b = block_of(to, (rank + i) % size);
		if (i == 0 && b.buffer == from) continue;
		int start = i ? ends[i - 1] : 0;
		plan_copy(p, b.buffer, b.count, b.type, all + start, ends[i] - start, MPI_BYTE);
	}
}

/* Between any two processes one message each way, in the order of their distance. */
static void each_to_each(
	struct plan *p, const void *from, int count, datatype *t, const struct blocks *to)
{
	int size = p->party->size, rank = p->party->rank;
	struct block own = block_of(to, rank);
	if (in_place(from)) from = own.buffer, count = own.count, t = own.type;
	for (int distance = 1; distance < size; distance++) {
		struct block b = block_of(to, (rank - distance + size) % size);
		plan_receive(p, b.buffer, b.count, b.type, (rank - distance + size) % size);
		plan_send(p, from, count, t, (rank + distance) % size);
		if (distance % WINDOW == 0) plan_wait(p);
	}
	plan_copy(p, own.buffer, own.count, own.type, from, count, t);
}

static int turn_back(struct plan *p, void *argument);

/* `all` is by rank; Bruck's order is relative, so it is turned before and after. */
struct share {
	char *all, *turned;
	int rank, size, bytes;
};

void plan_share(struct plan *p, void *all, int bytes)
{
	int size = p->party->size, rank = p->party->rank;
	int *ends = plan_memory(p, size * sizeof(int));
	struct share *s = plan_memory(p, sizeof *s);
	char *turned = plan_memory(p, (size_t)size * bytes);
	if (!turned) return;
	*s = (struct share){ all, turned, rank, size, bytes };
	for (int i = 0; i < size; i++) ends[i] = (i + 1) * bytes;
	plan_copy(p, turned, bytes, MPI_BYTE, s->all + (size_t)rank * bytes, bytes, MPI_BYTE);
	bruck(p, turned, ends);
	plan_call(p, turn_back, s);
}

static int turn_back(struct plan *p, void *argument)
{
	const struct share *s = argument;
	for (int i = 0; i < s->size; i++)
		__builtin_memcpy(s->all + (size_t)((s->rank + i) % s->size) * s->bytes,
			s->turned + (size_t)i * s->bytes, s->bytes);
	return MPI_SUCCESS;
}

int coll_allgather(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to)
{
	if (p->now && !to->varied && type_dense(to->type) && (!t || type_dense(t)) &&
		block_bytes(to, 0) <= FAST_BYTES) {
		struct coll_state *s = fast_of(c);
		void *own = s ? block_of(to, c->rank).buffer : 0;
		if (s && t) type_copy(own, to->count, to->type, out, outcount, t);
		if (s) return coll_said(c, fast_allgather(c, s, own, to->buffer, block_bytes(to, 0)));
	}
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, t ? t : to->type, t || to->varied ? outcount : to->count, to->varied,
		t && to->varied ? to : 0);
	if (c->remote) {
		for (int i = 0; i < comm_remote_size(c); i++) {
			struct block b = block_of(to, i);
			plan_receive(p, b.buffer, b.count, b.type, i);
			plan_send(p, out, outcount, t, i);
		}
		return MPI_SUCCESS;
	}
	size_t total = 0;
	for (int i = 0; i < c->size && total <= ALLGATHER_BRUCK_BYTES; i++) total += block_bytes(to, i);
	if (c->size > 2 && total <= ALLGATHER_BRUCK_BYTES) packed(p, out, outcount, t, to);
	else each_to_each(p, out, outcount, t, to);
	return MPI_SUCCESS;
}
