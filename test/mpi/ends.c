/* What the ends of ranks do to those that wait for them. The first argument says how one ends, the second what the others are doing. */
// driver: no
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static _Thread_local int rank, size;

static void ends(const char *how)
{
	if (!strcmp(how, "exit")) exit(0);
	if (!strcmp(how, "trap")) __builtin_trap();
	if (!strcmp(how, "abort")) MPI_Abort(MPI_COMM_WORLD, 7);
	if (!strcmp(how, "sent")) {
		int x = 42;
		for (int to = 0; to < size; to++) if (to != rank) MPI_Send(&x, 1, MPI_INT, to, 5, MPI_COMM_WORLD);
		exit(0);
	}
	for (;;) pause();   /* "never" */
}

static int waits(const char *in)
{
	static char large[1 << 20];
	int x[4] = { 0 }, last = size - 1;
	MPI_Request r[2];
	if (!strcmp(in, "Recv")) return MPI_Recv(x, 1, MPI_INT, last, 5, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(in, "any")) return MPI_Recv(x, 1, MPI_INT, MPI_ANY_SOURCE, 9, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(in, "Probe")) return MPI_Probe(last, 9, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	if (!strcmp(in, "Ssend")) return MPI_Ssend(x, 1, MPI_INT, last, 5, MPI_COMM_WORLD);
	if (!strcmp(in, "large")) return MPI_Send(large, sizeof large, MPI_CHAR, last, 5, MPI_COMM_WORLD);
	if (!strcmp(in, "Barrier")) return MPI_Barrier(MPI_COMM_WORLD);
	if (!strcmp(in, "Finalize")) return MPI_Finalize();
	if (!strcmp(in, "flood")) for (;;) {
		int error = MPI_Send(x, 4, MPI_INT, last, 5, MPI_COMM_WORLD);
		if (error) return error;
	}
	MPI_Status s[2];
	MPI_Irecv(x, 1, MPI_INT, last, 5, MPI_COMM_WORLD, &r[0]);
	MPI_Irecv(x + 1, 1, MPI_INT, rank, 5, MPI_COMM_WORLD, &r[1]);
	MPI_Send(x + 2, 1, MPI_INT, rank, 5, MPI_COMM_WORLD);
	int error = MPI_Waitall(2, r, s);
	if (error == MPI_ERR_IN_STATUS) printf("rank %d: statuses %d %d\n", rank, s[0].MPI_ERROR == MPI_ERR_OTHER, s[1].MPI_ERROR);
	return error;
}

int main(int argc, char **argv)
{
	MPI_Init(&argc, &argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	if (argc > 3) MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	if (rank == size - 1) {
		usleep(20000);
		ends(argv[1]);
	}
	int error = waits(argv[2]), class;
	MPI_Error_class(error, &class);
	printf("rank %d: %s\n", rank, class == MPI_ERR_OTHER ? "MPI_ERR_OTHER" : class == MPI_SUCCESS ? "MPI_SUCCESS" : "another");
	fflush(stdout);
	_exit(class ? 9 : 0);
}
