/* MPI_ERROR of a status stays what the program made it, in every call that returns one status; calls that return several set it. */
// ranks: 2
// native: no
#include "show.h"

enum { MARK = 777 };
static MPI_Status s, all[3];
static int flag, index_, a = 1, b = 2;

static void fresh(void)
{
	memset(&s, 0, sizeof s);
	s.MPI_ERROR = MARK;
	for (int i = 0; i < 3; i++) all[i] = s;
}
#define KEEPS(call) do { fresh(); call; if (!rank) printf("%s: %s\n", #call, s.MPI_ERROR == MARK ? "kept" : "changed"); } while (0)
#define SETS(call, n) do { fresh(); call; if (!rank) for (int i_ = 0; i_ < n; i_++) printf("%s: %d\n", #call, all[i_].MPI_ERROR); } while (0)
#define W MPI_COMM_WORLD

/* The same calls with a neighbour and with nobody. */
static void calls(int from, int to)
{
	MPI_Request r, three[3];
	MPI_Message m;
	int done, indices[3];
	KEEPS(MPI_Sendrecv(&a, 1, MPI_INT, to, 0, &b, 1, MPI_INT, from, 0, W, &s));
	KEEPS(MPI_Sendrecv_replace(&a, 1, MPI_INT, to, 0, from, 0, W, &s));
	MPI_Send(&a, 1, MPI_INT, to, 1, W);
	KEEPS(MPI_Probe(from, 1, W, &s));
	KEEPS(MPI_Iprobe(from, 1, W, &flag, &s));
	KEEPS(MPI_Recv(&b, 1, MPI_INT, from, 1, W, &s));
	MPI_Send(&a, 1, MPI_INT, to, 1, W);
	KEEPS(MPI_Mprobe(from, 1, W, &m, &s));
	KEEPS(MPI_Mrecv(&b, 1, MPI_INT, &m, &s));
	MPI_Send(&a, 1, MPI_INT, to, 1, W);
	do { fresh(); MPI_Improbe(from, 1, W, &flag, &m, &s); } while (!flag);
	if (!rank) printf("improbe: %d\n", s.MPI_ERROR);
	MPI_Imrecv(&b, 1, MPI_INT, &m, &r);
	KEEPS(MPI_Wait(&r, &s));
	MPI_Irecv(&b, 1, MPI_INT, from, 2, W, &r), MPI_Send(&a, 1, MPI_INT, to, 2, W);
	do { fresh(); MPI_Request_get_status(r, &flag, &s); } while (!flag);
	if (!rank) printf("request_get_status: %d\n", s.MPI_ERROR);
	do { fresh(); MPI_Test(&r, &flag, &s); } while (!flag);
	if (!rank) printf("test: %d\n", s.MPI_ERROR);
	KEEPS(MPI_Wait(&r, &s));
	KEEPS(MPI_Test(&r, &flag, &s));
	MPI_Irecv(&b, 1, MPI_INT, from, 2, W, &r), MPI_Send(&a, 1, MPI_INT, to, 2, W);
	KEEPS(MPI_Waitany(1, &r, &index_, &s));
	KEEPS(MPI_Waitany(1, &r, &index_, &s));
	KEEPS(MPI_Testany(1, &r, &index_, &flag, &s));
	MPI_Recv_init(&b, 1, MPI_INT, from, 2, W, &r), MPI_Start(&r), MPI_Send(&a, 1, MPI_INT, to, 2, W);
	KEEPS(MPI_Wait(&r, &s));
	KEEPS(MPI_Wait(&r, &s));
	MPI_Request_free(&r);
	for (int how = 0; how < 4; how++) {
		for (int i = 0; i < 3; i++) MPI_Irecv(&b, 1, MPI_INT, i < 2 ? from : MPI_PROC_NULL, 3, W, &three[i]);
		for (int i = 0; i < 2; i++) MPI_Send(&a, 1, MPI_INT, to, 3, W);
		MPI_Barrier(W);
		if (how == 0) SETS(MPI_Waitall(3, three, all), 3);
		if (how == 1) { do { fresh(); MPI_Testall(3, three, &flag, all); } while (!flag); if (!rank) printf("testall: %d\n", all[2].MPI_ERROR); }
		for (int left = 3; how > 1 && left;) {
			fresh();
			if (how == 2) MPI_Waitsome(3, three, &done, indices, all);
			else MPI_Testsome(3, three, &done, indices, all);
			for (int i = 0; i < done; i++) if (!rank) printf("some: %d\n", all[i].MPI_ERROR);
			left -= done;
		}
	}
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	calls(1 - rank, 1 - rank);
	calls(MPI_PROC_NULL, MPI_PROC_NULL);
	MPI_Finalize();
	return 0;
}
