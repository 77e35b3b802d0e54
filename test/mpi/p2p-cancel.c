/* Sends that wait for a receive are cancelled, unless it has begun; nothing of them is left at the receiver. */
// ranks: 2
// native: no
#include "show.h"

static char large[100000];

static void cancelled(const char *what, MPI_Request *r)
{
	MPI_Status s;
	int flag;
	MPI_Cancel(r);
	MPI_Wait(r, &s);
	MPI_Test_cancelled(&s, &flag);
	printf("%s: %d\n", what, flag);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Request r;
	MPI_Status s;
	int x = 5, flag;
	if (rank == 0) {
		MPI_Issend(&x, 1, MPI_INT, 1, 60, MPI_COMM_WORLD, &r);
		cancelled("synchronous", &r);
		MPI_Isend(large, sizeof large, MPI_CHAR, 1, 61, MPI_COMM_WORLD, &r);
		cancelled("large", &r);
		MPI_Ssend_init(&x, 1, MPI_INT, 1, 62, MPI_COMM_WORLD, &r);
		MPI_Start(&r);
		MPI_Cancel(&r);
		MPI_Wait(&r, &s);
		MPI_Test_cancelled(&s, &flag);
		printf("persistent: %d\n", flag);
		MPI_Request_free(&r);
		MPI_Isend(&x, 1, MPI_INT, 1, 63, MPI_COMM_WORLD, &r);
		cancelled("short, which is sent at once", &r);
		MPI_Issend(&x, 1, MPI_INT, 0, 64, MPI_COMM_WORLD, &r);
		cancelled("to oneself", &r);
		MPI_Issend(large, sizeof large, MPI_CHAR, 1, 65, MPI_COMM_WORLD, &r);
		MPI_Recv(&x, 1, MPI_INT, 1, 66, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		cancelled("received", &r);
	} else {
		MPI_Recv(&x, 1, MPI_INT, 0, 63, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		MPI_Recv(large, sizeof large, MPI_CHAR, 0, 65, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		MPI_Send(&x, 1, MPI_INT, 0, 66, MPI_COMM_WORLD);
		MPI_Iprobe(0, MPI_ANY_TAG, MPI_COMM_WORLD, &flag, &s);
		x = flag;
	}
	show("%d", rank ? x : 0);
	MPI_Finalize();
	return 0;
}
