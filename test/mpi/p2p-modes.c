/* Point to point between neighbours of a ring: all send modes, all lengths, statuses, persistent requests, and messages to oneself. */
// ranks: 1 2 4 8
// layouts: 2x2 1x2
// run: --mem 256M
#include "show.h"

static _Thread_local int right, left, wrong;
static const int lengths[] = { 0, 1, 7, 40, 41, 64, 1000, 8191, 8192, 8193, 65536, 1000003, 4 << 20 };
enum { LENGTHS = sizeof lengths / sizeof *lengths, MOST = 4 << 20 };
static _Thread_local char *out, *in;

static void fill(int round) { for (int i = 0; i < lengths[round]; i++) out[i] = i * 31 + i / 251 + rank + round; }

static void check(int round, const MPI_Status *s)
{
	int n;
	MPI_Get_count(s, MPI_CHAR, &n);
	if (n != lengths[round] || s->MPI_SOURCE != left || s->MPI_TAG != round) wrong++;
	for (int i = 0; i < lengths[round]; i++) if (in[i] != (char)(i * 31 + i / 251 + left + round)) { wrong++; break; }
	memset(in, 99, lengths[round]);
}

enum { SEND, SSEND, RSEND, BSEND, ISEND, ISSEND, IRSEND, IBSEND, MODES };
static const char *const names[] = { "Send", "Ssend", "Rsend", "Bsend", "Isend", "Issend", "Irsend", "Ibsend" };

static void exchange(int mode, int round)
{
	MPI_Request receive, send = MPI_REQUEST_NULL;
	MPI_Status s;
	int n = lengths[round];
	fill(round);
	MPI_Irecv(in, n, MPI_CHAR, left, round, MPI_COMM_WORLD, &receive);
	/* A ready send may begin once the receive is there. */
	MPI_Sendrecv(NULL, 0, MPI_CHAR, left, 99, NULL, 0, MPI_CHAR, right, 99, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	switch (mode) {
	case SEND: MPI_Send(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD); break;
	case SSEND: MPI_Ssend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD); break;
	case RSEND: MPI_Rsend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD); break;
	case BSEND: MPI_Bsend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD); break;
	case ISEND: MPI_Isend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD, &send); break;
	case ISSEND: MPI_Issend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD, &send); break;
	case IRSEND: MPI_Irsend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD, &send); break;
	case IBSEND: MPI_Ibsend(out, n, MPI_CHAR, right, round, MPI_COMM_WORLD, &send); break;
	}
	MPI_Wait(&receive, &s);
	check(round, &s);
	MPI_Wait(&send, MPI_STATUS_IGNORE);
	if (receive != MPI_REQUEST_NULL || send != MPI_REQUEST_NULL) wrong++;
}

static void report(const char *what)
{
	show("%d", wrong);
	ONCE("%s\n", what);
	wrong = 0;
}

static void persistent(void)
{
	MPI_Request all[8];
	static _Thread_local char a[4][50000], b[4][50000];
	for (int i = 0; i < 4; i++) {
		int n = i == 3 ? 50000 : 10 + 100 * i;
		MPI_Recv_init(b[i], n, MPI_CHAR, left, i, MPI_COMM_WORLD, &all[i]);
		(i == 1 ? MPI_Ssend_init : i == 2 ? MPI_Bsend_init : MPI_Send_init)(a[i], n, MPI_CHAR, right, i, MPI_COMM_WORLD, &all[4 + i]);
	}
	MPI_Waitall(8, all, MPI_STATUSES_IGNORE);   /* none is active */
	for (int round = 0; round < 20; round++) {
		for (int i = 0; i < 4; i++) memset(a[i], rank + round + i, sizeof a[i]);
		MPI_Startall(8, all);
		MPI_Status s[8];
		MPI_Waitall(8, all, s);
		for (int i = 0; i < 4; i++) {
			int n;
			MPI_Get_count(&s[i], MPI_CHAR, &n);
			if (n != (i == 3 ? 50000 : 10 + 100 * i) || b[i][0] != (char)(left + round + i) || b[i][n - 1] != b[i][0]) wrong++;
		}
	}
	for (int i = 0; i < 8; i++) MPI_Request_free(&all[i]);
}

static void replace(void)
{
	for (int n = 1; n < 100000; n *= 10) {
		int *v = malloc(n * sizeof *v);
		for (int i = 0; i < n; i++) v[i] = rank * 1000 + i;
		MPI_Status s;
		MPI_Sendrecv_replace(v, n, MPI_INT, right, 5, left, 5, MPI_COMM_WORLD, &s);
		for (int i = 0; i < n; i++) if (v[i] != left * 1000 + i) { wrong++; break; }
		free(v);
	}
}

static void nobody(void)
{
	MPI_Status s;
	int n, flag, x = 7;
	MPI_Request r[2];
	MPI_Message m;
	MPI_Send(&x, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD);
	MPI_Recv(&x, 1, MPI_INT, MPI_PROC_NULL, 0, MPI_COMM_WORLD, &s);
	MPI_Get_count(&s, MPI_INT, &n);
	ONCE("from nobody: %d %d %d, %d\n", s.MPI_SOURCE == MPI_PROC_NULL, s.MPI_TAG == MPI_ANY_TAG, n, x);
	MPI_Irecv(&x, 1, MPI_INT, MPI_PROC_NULL, 3, MPI_COMM_WORLD, &r[0]);
	MPI_Issend(&x, 1, MPI_INT, MPI_PROC_NULL, 3, MPI_COMM_WORLD, &r[1]);
	MPI_Waitall(2, r, MPI_STATUSES_IGNORE);
	MPI_Probe(MPI_PROC_NULL, 0, MPI_COMM_WORLD, &s);
	MPI_Iprobe(MPI_PROC_NULL, 0, MPI_COMM_WORLD, &flag, &s);
	MPI_Mprobe(MPI_PROC_NULL, 0, MPI_COMM_WORLD, &m, &s);
	ONCE("probes: %d %d %d\n", flag, s.MPI_SOURCE == MPI_PROC_NULL, m == MPI_MESSAGE_NO_PROC);
	MPI_Mrecv(&x, 1, MPI_INT, &m, &s);
	ONCE("message: %d %d\n", m == MPI_MESSAGE_NULL, s.MPI_SOURCE == MPI_PROC_NULL);
}

static void oneself(void)
{
	static _Thread_local int a[50000], b[50000];
	MPI_Request r;
	MPI_Status s;
	int n;
	for (int length = 0; length <= 50000; length = length ? length * 10 : 5) {
		for (int i = 0; i < length; i++) a[i] = i + length;
		/* Before its receive, and after it. */
		MPI_Isend(a, length, MPI_INT, 0, 1, MPI_COMM_SELF, &r);
		MPI_Recv(b, 50000, MPI_INT, 0, 1, MPI_COMM_SELF, &s);
		MPI_Wait(&r, MPI_STATUS_IGNORE);
		MPI_Get_count(&s, MPI_INT, &n);
		if (n != length || s.MPI_SOURCE != 0 || memcmp(a, b, 4 * length)) wrong++;
		memset(b, 0, sizeof b);
		MPI_Irecv(b, 50000, MPI_INT, MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_SELF, &r);
		MPI_Ssend(a, length, MPI_INT, 0, 2, MPI_COMM_SELF);
		MPI_Wait(&r, &s);
		if (s.MPI_TAG != 2 || memcmp(a, b, 4 * length)) wrong++;
	}
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	right = (rank + 1) % size;
	left = (rank + size - 1) % size;
	out = malloc(MOST);
	in = malloc(MOST);
	int space = 2 * MOST + 10 * MPI_BSEND_OVERHEAD, given;
	void *buffer = malloc(space);
	MPI_Buffer_attach(buffer, space);
	for (int mode = 0; mode < MODES; mode++) {
		for (int round = 0; round < LENGTHS; round++) exchange(mode, round);
		report(names[mode]);
	}
	persistent();
	report("persistent");
	replace();
	report("Sendrecv_replace");
	nobody();
	oneself();
	report("to oneself");
	void *back;
	MPI_Buffer_detach(&back, &given);
	show("%d", back == buffer && given == space);
	MPI_Finalize();
	return 0;
}
