/* Scattering: gathering, backwards. */
#include "coll.h"

/* Binomial, in packed form: the process of relative rank r gets the blocks of r to r + n - 1, n being the lowest bit of r that is set. */
static void along_tree(struct plan *p, const struct blocks *from, void *to, int count, datatype *t,
	size_t bytes, int root)
{
	int size = p->party->size, rank = (p->party->rank - root + size) % size, blocks = 1;
	while (blocks < size && !(rank & blocks)) blocks <<= 1;
	int mine = blocks < size - rank ? blocks : size - rank;
	if (mine == 1) {
		plan_receive(p, to, count, t, (rank - blocks + root) % size);
		return;
	}
	char *all = plan_memory(p, mine * bytes);
	if (rank) plan_receive(p, all, mine * bytes, MPI_BYTE, (rank - blocks + root) % size);
	else
		for (int i = in_place(to); i < size; i++) {
			struct block b = block_of(from, (i + root) % size);
			plan_copy(p, all + i * bytes, bytes, MPI_BYTE, b.buffer, b.count, b.type);
		}
	plan_wait(p);
	for (int step = blocks >> 1; step; step >>= 1) {
		if (step >= mine) continue;
		int theirs = step < size - rank - step ? step : size - rank - step;
		plan_send(p, all + step * bytes, theirs * bytes, MPI_BYTE, (rank + step + root) % size);
	}
	if (!in_place(to)) plan_copy(p, to, count, t, all, bytes, MPI_BYTE);
}

void plan_scatter(
	struct plan *p, const struct blocks *from, void *to, int count, datatype *t, int root)
{
	int size = p->party->size, rank = p->party->rank;
	size_t bytes = in_place(to) ? type_bytes(from->type, from->count) : type_bytes(t, count);
	if (!from->varied && size >= TREE_PROCESSES && bytes * size <= TREE_BYTES) {
		if (bytes) along_tree(p, from, to, count, t, bytes, root);
		return;
	}
	if (rank != root) {
		plan_receive(p, to, count, t, root);
		return;
	}
	for (int i = 0; i < size; i++) {
		struct block b = block_of(from, i);
		if (i != root) plan_send(p, b.buffer, b.count, b.type, i);
		else if (!in_place(to)) plan_copy(p, to, count, t, b.buffer, b.count, b.type);
	}
}

int coll_scatter(struct plan *p, struct comm *c, const struct blocks *from, void *in, int incount,
	datatype *t, int root, int gives, int gets)
{
	plan_open(p, c);
	COMPARE(root, 0, t ? t : from->type, t || from->varied ? incount : from->count, from->varied,
		gives && from->varied && !in_place(in) ? from : 0);
	if (!c->remote) plan_scatter(p, from, in, incount, t, root);
	else if (gets) plan_receive(p, in, incount, t, root);
	else if (gives)
		for (int i = 0; i < comm_remote_size(c); i++) {
			struct block b = block_of(from, i);
			plan_send(p, b.buffer, b.count, b.type, i);
		}
	return MPI_SUCCESS;
}
