/*
 * Order: messages of one sender do not overtake each other, whatever their lengths and however the receives are put; floods larger than any
 * buffer; probes, matched probes, wildcards.
 */
// ranks: 2 3 8
// layouts: 1x3
#include "show.h"

static _Thread_local int wrong;

static void report(const char *what)
{
	show("%d", wrong);
	ONCE("%s\n", what);
	wrong = 0;
}

/* Everyone floods everyone else, and only then receives. */
static void flood(int count, int length)
{
	int *in = malloc(length);
	MPI_Request *r = malloc(count * size * sizeof *r);
	int n = 0;
	char *all = calloc(count, length);
	for (int i = 0; i < count; i++) {
		((int *)(all + (size_t)i * length))[0] = i;
		for (int to = 0; to < size; to++) if (to != rank)
			MPI_Isend(all + (size_t)i * length, length, MPI_CHAR, to, i % 3, MPI_COMM_WORLD, &r[n++]);
	}
	for (int from = size - 1; from >= 0; from--) {
		int next[3] = { 0, 1, 2 };
		if (from == rank) continue;
		/* Tags in another order than sent: within each, the order stays. */
		for (int tag = 2; tag >= 0; tag--) for (int i = tag; i < count; i += 3) {
			MPI_Recv(in, length, MPI_CHAR, from, tag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
			if (in[0] != next[tag]) wrong++;
			next[tag] += 3;
		}
	}
	MPI_Waitall(n, r, MPI_STATUSES_IGNORE);
	free(in), free(r), free(all);
}

/* Blocking standard sends in both directions at once: lengths that the other side keeps for us. */
static void both_send_first(void)
{
	int peer = rank ^ 1, x;
	static _Thread_local char out[4000], in[4000];
	if (peer >= size) return;
	for (int i = 0; i < 40; i++) {
		memset(out, i, sizeof out);
		MPI_Send(out, i * 100, MPI_CHAR, peer, 7, MPI_COMM_WORLD);
	}
	for (int i = 0; i < 40; i++) {
		MPI_Status s;
		MPI_Recv(in, sizeof in, MPI_CHAR, peer, MPI_ANY_TAG, MPI_COMM_WORLD, &s);
		MPI_Get_count(&s, MPI_CHAR, &x);
		if (x != i * 100 || (x && in[x - 1] != i)) wrong++;
	}
}

static void wildcards(void)
{
	enum { EACH = 200 };
	if (rank) {
		for (int i = 0; i < EACH; i++) {
			int x[2] = { rank, i };
			MPI_Send(x, 2, MPI_INT, 0, i % 5, MPI_COMM_WORLD);
		}
		return;
	}
	int *next = calloc(size, sizeof *next);
	for (int i = 0; i < EACH * (size - 1); i++) {
		int x[2];
		MPI_Status s;
		if (i % 3 == 0) {
			MPI_Message m;
			MPI_Mprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &m, &s);
			MPI_Mrecv(x, 2, MPI_INT, &m, &s);
		} else if (i % 3 == 1) {
			MPI_Probe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &s);
			MPI_Recv(x, 2, MPI_INT, s.MPI_SOURCE, s.MPI_TAG, MPI_COMM_WORLD, &s);
		} else MPI_Recv(x, 2, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &s);
		if (s.MPI_SOURCE != x[0] || s.MPI_TAG != x[1] % 5 || next[x[0]]++ != x[1]) wrong++;
	}
	free(next);
}

/* Receives that are posted with and without wildcards take messages in the order in which they were posted. */
static void posted(void)
{
	int x[6];
	MPI_Request r[6];
	MPI_Status s[6];
	if (rank == 0) {
		MPI_Irecv(&x[0], 1, MPI_INT, 1, 5, MPI_COMM_WORLD, &r[0]);
		MPI_Irecv(&x[1], 1, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &r[1]);
		MPI_Irecv(&x[2], 1, MPI_INT, 1, MPI_ANY_TAG, MPI_COMM_WORLD, &r[2]);
		MPI_Irecv(&x[3], 1, MPI_INT, MPI_ANY_SOURCE, 6, MPI_COMM_WORLD, &r[3]);
		MPI_Irecv(&x[4], 1, MPI_INT, 1, 6, MPI_COMM_WORLD, &r[4]);
		MPI_Irecv(&x[5], 1, MPI_INT, 1, 5, MPI_COMM_WORLD, &r[5]);
		MPI_Send(NULL, 0, MPI_INT, 1, 0, MPI_COMM_WORLD);
		MPI_Waitall(6, r, s);
		for (int i = 0; i < 6; i++) printf("%d (%d) ", x[i], s[i].MPI_TAG);
		printf("\n");
	}
	if (rank == 1) {
		static const int tags[] = { 6, 5, 5, 6, 6, 5 };
		MPI_Recv(NULL, 0, MPI_INT, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		for (int i = 0; i < 6; i++) MPI_Send(&i, 1, MPI_INT, 0, tags[i], MPI_COMM_WORLD);
	}
}

/* Short and long messages by turns arrive in order. */
static void mixed(void)
{
	enum { LONGEST = 300000 };
	static _Thread_local char buffer[LONGEST];
	for (int i = 0; i < 60; i++) {
		int length = i % 4 == 0 ? 8 : i % 4 == 1 ? 500 : i % 4 == 2 ? 5000 : LONGEST;
		MPI_Status s;
		if (rank == 0) {
			memset(buffer, i, length);
			MPI_Send(buffer, length, MPI_CHAR, 1, 1, MPI_COMM_WORLD);
		} else if (rank == 1) {
			int n;
			MPI_Recv(buffer, LONGEST, MPI_CHAR, i % 2 ? 0 : MPI_ANY_SOURCE, 1, MPI_COMM_WORLD, &s);
			MPI_Get_count(&s, MPI_CHAR, &n);
			if (n != length || buffer[0] != i || buffer[n - 1] != i) wrong++;
		}
	}
}

/* A probe sees the message that a receive would get, and leaves it there. */
static void probes(void)
{
	int flag, n, x[100];
	MPI_Status s;
	MPI_Message m;
	if (rank == 1) {
		for (int i = 0; i < 5; i++) MPI_Send(x, 10 * i, MPI_INT, 0, 10 + i, MPI_COMM_WORLD);
	}
	if (rank == 0) {
		MPI_Iprobe(1, 77, MPI_COMM_WORLD, &flag, &s);
		printf("nothing: %d\n", flag);
		for (int i = 4; i >= 0; i--) {
			MPI_Probe(1, 10 + i, MPI_COMM_WORLD, &s);
			MPI_Iprobe(MPI_ANY_SOURCE, 10 + i, MPI_COMM_WORLD, &flag, &s);
			MPI_Get_count(&s, MPI_INT, &n);
			printf("%d: %d from %d, ", flag, n, s.MPI_SOURCE);
			MPI_Improbe(1, 10 + i, MPI_COMM_WORLD, &flag, &m, &s);
			MPI_Request r;
			MPI_Imrecv(x, 100, MPI_INT, &m, &r);
			MPI_Wait(&r, &s);
			MPI_Get_count(&s, MPI_INT, &n);
			MPI_Iprobe(1, 10 + i, MPI_COMM_WORLD, &flag, MPI_STATUS_IGNORE);
			printf("%d with tag %d, then %d\n", n, s.MPI_TAG, flag);
		}
	}
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	flood(1000, 8);
	report("flood of short messages");
	flood(300, 1000);
	report("flood of eager messages");
	flood(30, 100000);
	report("flood of long messages");
	both_send_first();
	report("both send first");
	wildcards();
	report("wildcards");
	posted();
	mixed();
	report("mixed lengths");
	probes();
	MPI_Finalize();
	return 0;
}
