/* MPI_Scatter(v): gather, backwards. */
#include "coll.h"

/* Binomial, in packed form: the process of relative rank r gets the blocks of r to r + n - 1, n being the lowest bit of r that is set. */
static void along_tree(struct plan *p, const struct blocks *from, void *to, int count, datatype *t, size_t bytes, int root)
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

void plan_scatter(struct plan *p, const struct blocks *from, void *to, int count, datatype *t, int root)
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

static int scatter(struct plan *p, struct blocks from, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm)
{
	int error;
	struct comm *c = check_comm(comm, &error);
	if (!c || !check_root(c, root, &error)) return error;
	int gives = root == (c->remote ? MPI_ROOT : c->rank), gets = c->remote ? root >= 0 : !gives || !in_place(in);
	datatype *t = 0;
	if (gets && (!check_count(c, incount, &error) || !(t = check_type(c, intype, &error)) || !check_buffer(c, in, incount, t, &error))) return error;
	if (gives && (!(from.type = check_type(c, outtype, &error)) || !check_blocks(c, &from, comm_remote_size(c), &error))) return error;
	plan_open(p, c);
	COMPARE(root, 0, t ? t : from.type, t || from.varied ? incount : from.count, from.varied, gives && from.varied && !in_place(in) ? &from : 0);
	if (!c->remote) plan_scatter(p, &from, in, incount, t, root);
	else if (gets) plan_receive(p, in, incount, t, root);
	else if (gives)
		for (int i = 0; i < comm_remote_size(c); i++) {
			struct block b = block_of(&from, i);
			plan_send(p, b.buffer, b.count, b.type, i);
		}
	return MPI_SUCCESS;
}

COLLECTIVE(Scatter, Iscatter, scatter(p, EQUAL(out, outcount), outtype, in, incount, intype, root, comm), comm,
	const void *out, int outcount, MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, int root, MPI_Comm comm)
COLLECTIVE(Scatterv, Iscatterv, scatter(p, VARIED(out, outcounts, offsets), outtype, in, incount, intype, root, comm), comm,
	const void *out, const int outcounts[], const int offsets[], MPI_Datatype outtype, void *in, int incount, MPI_Datatype intype, int root,
	MPI_Comm comm)
