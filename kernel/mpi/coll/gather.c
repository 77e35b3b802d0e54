/* Gathering: along a tree, or straight to the root. */
#include "coll.h"

/*
 * Binomial, in packed form: the process of relative rank r collects the blocks r to r + n - 1, n being the lowest bit of r that is set. Block i
 * of the root's is that of rank i + root.
 */
static void along_tree(struct plan *p, const void *from, int count, datatype *t,
	const struct blocks *to, size_t bytes, int root)
{
	int size = p->party->size, rank = (p->party->rank - root + size) % size, blocks = 1;
	while (blocks < size && !(rank & blocks)) blocks <<= 1;
	int mine = blocks < size - rank ? blocks : size - rank;
	if (mine == 1) {
		plan_send(p, from, count, t, (rank - blocks + root) % size);
		return;
	}
	char *all = plan_memory(p, mine * bytes);
	if (!in_place(from)) plan_copy(p, all, bytes, MPI_BYTE, from, count, t);
	for (int step = 1; step < mine; step <<= 1) {
		int theirs = step < size - rank - step ? step : size - rank - step;
		plan_receive(p, all + step * bytes, theirs * bytes, MPI_BYTE, (rank + step + root) % size);
	}
	plan_wait(p);
	if (rank) plan_send(p, all, mine * bytes, MPI_BYTE, (rank - blocks + root) % size);
	else
		for (int i = in_place(from); i < size; i++) {
			struct block b = block_of(to, (i + root) % size);
			plan_copy(p, b.buffer, b.count, b.type, all + i * bytes, bytes, MPI_BYTE);
		}
}

void plan_gather(
	struct plan *p, const void *from, int count, datatype *t, const struct blocks *to, int root)
{
	int size = p->party->size, rank = p->party->rank;
	size_t bytes = in_place(from) ? type_bytes(to->type, to->count) : type_bytes(t, count);
	if (!to->varied && size >= TREE_PROCESSES && bytes * size <= TREE_BYTES) {
		if (bytes) along_tree(p, from, count, t, to, bytes, root);
		return;
	}
	if (rank != root) {
		plan_send(p, from, count, t, root);
		return;
	}
	for (int i = 0; i < size; i++) {
		struct block b = block_of(to, i);
		if (i != root) plan_receive(p, b.buffer, b.count, b.type, i);
		else if (!in_place(from)) plan_copy(p, b.buffer, b.count, b.type, from, count, t);
	}
}

int coll_gather(struct plan *p, struct comm *c, const void *out, int outcount, datatype *t,
	const struct blocks *to, int root, int gives, int gets)
{
	plan_open(p, c);
	COMPARE(root, 0, t ? t : to->type, t || to->varied ? outcount : to->count, to->varied,
		gets && to->varied && !in_place(out) ? to : 0);
	if (!c->remote) plan_gather(p, out, outcount, t, to, root);
	else if (gives) plan_send(p, out, outcount, t, root);
	else if (gets)
		for (int i = 0; i < comm_remote_size(c); i++) {
			struct block b = block_of(to, i);
			plan_receive(p, b.buffer, b.count, b.type, i);
		}
	return MPI_SUCCESS;
}
