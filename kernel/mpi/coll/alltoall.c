/* All to all: Bruck's algorithm for very short blocks among many, else a message between every two processes. */
#include <string.h>
#include "fast.h"
#include "object/fail.h"

/*
 * Block i, in packed form, is for the process i ranks further. In step k, those whose i has bit k set go 2^k ranks further, so that each gets
 * there in as many steps as i has bits.
 */
static void bruck(struct plan *p, const struct blocks *from, const struct blocks *to, size_t bytes)
{
	int size = p->party->size, rank = p->party->rank;
	char *all = plan_memory(p, size * bytes), *out = plan_memory(p, size * bytes),
		 *in = plan_memory(p, size * bytes);
	for (int i = 0; i < size; i++) {
		struct block b = block_of(from, (rank + i) % size);
		plan_copy(p, all + i * bytes, bytes, MPI_BYTE, b.buffer, b.count, b.type);
	}
	for (int step = 1; step < size; step <<= 1) {
		int moving = 0;
		for (int i = step; i < size; i++)
			if (i & step)
				plan_copy(
					p, out + moving++ * bytes, bytes, MPI_BYTE, all + i * bytes, bytes, MPI_BYTE);
		plan_send(p, out, moving * bytes, MPI_BYTE, (rank + step) % size);
		plan_receive(p, in, moving * bytes, MPI_BYTE, (rank - step + size) % size);
		plan_wait(p);
		moving = 0;
		for (int i = step; i < size; i++)
			if (i & step)
				plan_copy(
					p, all + i * bytes, bytes, MPI_BYTE, in + moving++ * bytes, bytes, MPI_BYTE);
	}
	for (int i = 0; i < size; i++) {
		struct block b = block_of(to, (rank - i + size) % size);
		plan_copy(p, b.buffer, b.count, b.type, all + i * bytes, bytes, MPI_BYTE);
	}
}

/* Blocks that leave from where others arrive are set aside first. */
static void set_aside(struct plan *p, struct blocks *from, const struct blocks *to)
{
	int size = p->party->size;
	size_t total = 0;
	for (int i = 0; i < size; i++) total += block_bytes(to, i);
	int *counts = plan_memory(p, size * sizeof(int)), *offsets = plan_memory(p, size * sizeof(int));
	char *all = plan_memory(p, total);
	*from = (struct blocks){
		.varied = 1, .buffer = all, .type = MPI_BYTE, .counts = counts, .offsets = offsets
	};
	if (!all) return;
	total = 0;
	for (int i = 0; i < size; i++) {
		struct block b = block_of(to, i);
		counts[i] = type_bytes(b.type, b.count);
		offsets[i] = total;
		plan_copy(p, all + total, counts[i], MPI_BYTE, b.buffer, b.count, b.type);
		total += counts[i];
	}
}

static void pairwise(struct plan *p, const struct blocks *from, const struct blocks *to)
{
	int size = p->party->size, rank = p->party->rank;
	for (int distance = 1; distance < size; distance++) {
		int source = (rank - distance + size) % size, dest = (rank + distance) % size;
		struct block in = block_of(to, source), out = block_of(from, dest);
		plan_receive(p, in.buffer, in.count, in.type, source);
		plan_send(p, out.buffer, out.count, out.type, dest);
		if (distance % WINDOW == 0) plan_wait(p);
	}
	struct block in = block_of(to, rank), out = block_of(from, rank);
	plan_copy(p, in.buffer, in.count, in.type, out.buffer, out.count, out.type);
}

int coll_alltoall(
	struct plan *p, struct comm *c, struct blocks *from, const struct blocks *to, int aside)
{
	int size = comm_remote_size(c);
	if (p->now && !to->varied && type_dense(to->type) && (aside || type_dense(from->type)) &&
		block_bytes(to, 0) <= FAST_BYTES) {
		struct coll_state *s = fast_of(c);
		size_t bytes = block_bytes(to, 0), mine = c->rank * bytes;
		if (s && !aside && block_bytes(from, 0) != bytes)
			return fail(c, MPI_ERR_TRUNCATE,
				"expected as many bytes to each as from each, got %zu and %zu",
				block_bytes(from, 0), bytes);
		if (s && !aside) memmove((char *)to->buffer + mine, (char *)from->buffer + mine, bytes);
		if (s)
			return coll_said(
				c, fast_alltoall(c, s, aside ? to->buffer : from->buffer, to->buffer, bytes));
	}
	plan_open(p, c);
	COMPARE(MPI_UNDEFINED, 0, to->type, to->count, to->varied, 0);
	if (c->remote) {
		for (int i = 0; i < size; i++) {
			struct block in = block_of(to, i), out = block_of(from, i);
			plan_receive(p, in.buffer, in.count, in.type, i);
			plan_send(p, out.buffer, out.count, out.type, i);
		}
		return MPI_SUCCESS;
	}
	size_t bytes = to->varied ? SIZE_MAX : type_bytes(to->type, to->count);
	if (size >= ALLTOALL_BRUCK_PROCESSES && bytes <= ALLTOALL_BRUCK_BYTES) {
		if (bytes) bruck(p, aside ? to : from, to, bytes);
		return MPI_SUCCESS;
	}
	if (aside) set_aside(p, from, to);
	if (!p->error) pairwise(p, from, to);
	return MPI_SUCCESS;
}
