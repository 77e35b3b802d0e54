// ranks: 1 2 3 5 8
/* Non-blocking collectives: each kind, many at once on several communicators, mixed with blocking ones and with messages, completed out of order. */
#include "coll.h"

enum { SLOTS = 20, ROUNDS = 12 };
PER_RANK MPI_Comm comms[3];
PER_RANK unsigned seed = 12345;
static unsigned draw(unsigned n) { seed = seed * 1103515245 + 12345; return (seed >> 16) % n; }

/* One collective under way, and how to tell whether it is right. All processes draw the same numbers. */
struct slot { MPI_Request request; int kind, n, root, c, rank, size, *in, *out, *counts, *offsets; };

static void check(struct slot *s)
{
	int n = s->n, p = s->size, me = s->rank, sum = p * (p - 1) / 2, bad = 0, *o = s->out;
	switch (s->kind) {
	case 1: for (int i = 0; i < n; i++) bad += s->in[i] != value(s->root, i); break;
	case 2: if (me == s->root) for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, i % n); break;
	case 3: for (int i = 0; i < n; i++) bad += o[i] != value(s->root, me * n + i); break;
	case 4: for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, i % n); break;
	case 5: for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, me * n + i % n); break;
	case 6: if (me == s->root) for (int i = 0; i < n; i++) bad += o[i] != sum * 100003 + p * i; break;
	case 7: for (int i = 0; i < n; i++) bad += o[i] != sum * 100003 + p * i; break;
	case 8: for (int i = 0; i < n; i++) bad += o[i] != me * (me + 1) / 2 * 100003 + (me + 1) * i; break;
	case 9: if (me) for (int i = 0; i < n; i++) bad += o[i] != me * (me - 1) / 2 * 100003 + me * i; break;
	case 10: case 11: for (int i = 0; i < n; i++) bad += o[i] != sum * 100003 + p * (me * n + i); break;
	case 12: if (me == s->root) for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, i % n); break;
	case 13: for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, i % n); break;
	case 14: for (int i = 0; i < n; i++) bad += o[i] != value(s->root, me * n + i); break;
	case 15: for (int i = 0; i < n * p; i++) bad += o[i] != value(i / n, me * n + i % n); break;
	}
	CHECK(!bad, "collective %d count %d root %d on communicator %d of %d: %d wrong", s->kind, n, s->root, s->c, p, bad);
	free(s->in); free(s->out); free(s->counts); free(s->offsets);
}

static void start(struct slot *s)
{
	static const int sizes[] = { 0, 1, 3, 50, 700, 2500, 6000 };
	s->kind = draw(16);
	s->n = sizes[draw(7)];
	s->c = draw(3);
	MPI_Comm c = comms[s->c];
	MPI_Comm_rank(c, &s->rank);
	MPI_Comm_size(c, &s->size);
	s->root = draw(1000) % s->size;
	int n = s->n, p = s->size;
	s->in = ints(n * p);
	s->out = ints(n * p);
	s->counts = ints(p);
	s->offsets = ints(p);
	for (int i = 0; i < n * p; i++) s->in[i] = value(s->rank, i);
	for (int r = 0; r < p; r++) s->counts[r] = n, s->offsets[r] = r * n;
	MPI_Request *q = &s->request;
	switch (s->kind) {
	case 0: MPI_Ibarrier(c, q); break;
	case 1: MPI_Ibcast(s->in, n, MPI_INT, s->root, c, q); break;
	case 2: MPI_Igather(s->in, n, MPI_INT, s->out, n, MPI_INT, s->root, c, q); break;
	case 3: MPI_Iscatter(s->in, n, MPI_INT, s->out, n, MPI_INT, s->root, c, q); break;
	case 4: MPI_Iallgather(s->in, n, MPI_INT, s->out, n, MPI_INT, c, q); break;
	case 5: MPI_Ialltoall(s->in, n, MPI_INT, s->out, n, MPI_INT, c, q); break;
	case 6: MPI_Ireduce(s->in, s->out, n, MPI_INT, MPI_SUM, s->root, c, q); break;
	case 7: MPI_Iallreduce(s->in, s->out, n, MPI_INT, MPI_SUM, c, q); break;
	case 8: MPI_Iscan(s->in, s->out, n, MPI_INT, MPI_SUM, c, q); break;
	case 9: MPI_Iexscan(s->in, s->out, n, MPI_INT, MPI_SUM, c, q); break;
	case 10: MPI_Ireduce_scatter(s->in, s->out, s->counts, MPI_INT, MPI_SUM, c, q); break;
	case 11: MPI_Ireduce_scatter_block(s->in, s->out, n, MPI_INT, MPI_SUM, c, q); break;
	case 12: MPI_Igatherv(s->in, n, MPI_INT, s->out, s->counts, s->offsets, MPI_INT, s->root, c, q); break;
	case 13: MPI_Iallgatherv(s->in, n, MPI_INT, s->out, s->counts, s->offsets, MPI_INT, c, q); break;
	case 14: MPI_Iscatterv(s->in, s->counts, s->offsets, MPI_INT, s->out, n, MPI_INT, s->root, c, q); break;
	case 15: MPI_Ialltoallv(s->in, s->counts, s->offsets, MPI_INT, s->out, s->counts, s->offsets, MPI_INT, c, q); break;
	}
}

static void many(void)
{
	struct slot slots[SLOTS];
	for (int round = 0; round < ROUNDS; round++) {
		MPI_Request requests[SLOTS + 2];
		int token = -1, sent = rank + round;
		for (int i = 0; i < SLOTS; i++) {
			start(&slots[i]);
			requests[i] = slots[i].request;
			if (i == 5) MPI_Irecv(&token, 1, MPI_INT, (rank + 1) % size, 7, MPI_COMM_WORLD, &requests[SLOTS]);
			if (i == 9) MPI_Isend(&sent, 1, MPI_INT, (rank + size - 1) % size, 7, MPI_COMM_WORLD, &requests[SLOTS + 1]);
			if (i % 7 == 6) {
				/* A blocking one among them; on the communicator where most are under way. */
				int one = 1, all = 0;
				MPI_Allreduce(&one, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
				CHECK(all == size, "allreduce among others = %d", all);
			}
		}
		if (round % 3 == 0) MPI_Waitall(SLOTS + 2, requests, MPI_STATUSES_IGNORE);
		else if (round % 3 == 1) {
			for (int done = 0, i; done < SLOTS + 2; done++) MPI_Waitany(SLOTS + 2, requests, &i, MPI_STATUS_IGNORE);
		} else {
			for (int i = SLOTS + 1; i >= 0; i--)
				for (int flag = 0; !flag;) MPI_Test(&requests[i], &flag, MPI_STATUS_IGNORE);
		}
		for (int i = 0; i < SLOTS; i++) check(&slots[i]);
		CHECK(token == (rank + 1) % size + round, "message among collectives: %d", token);
	}
}

static void freed(void)
{
	/* What belongs to a collective may be freed while it is under way. */
	MPI_Datatype t;
	MPI_Comm c;
	MPI_Request q[2];
	int n = 3000, *a = ints(2 * n), bad = 0;
	if (rank == size - 1) for (int i = 0; i < 2 * n; i++) a[i] = i;
	MPI_Type_vector(n, 1, 2, MPI_INT, &t);
	MPI_Type_commit(&t);
	MPI_Comm_dup(MPI_COMM_WORLD, &c);
	MPI_Ibcast(a, 1, t, size - 1, c, &q[0]);
	MPI_Ibarrier(c, &q[1]);
	MPI_Type_free(&t);
	MPI_Comm_free(&c);
	MPI_Waitall(2, q, MPI_STATUSES_IGNORE);
	for (int i = 0; i < n; i++) bad += a[2 * i] != 2 * i || (rank != size - 1 && a[2 * i + 1]);
	CHECK(!bad, "broadcast of a freed type on a freed communicator: %d wrong", bad);
	free(a);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	comms[0] = MPI_COMM_WORLD;
	MPI_Comm_dup(MPI_COMM_WORLD, &comms[1]);
	MPI_Comm_split(MPI_COMM_WORLD, rank % 2, -rank, &comms[2]);
	many();
	freed();
	MPI_Comm_free(&comms[1]);
	MPI_Comm_free(&comms[2]);
	return end("coll-later");
}
