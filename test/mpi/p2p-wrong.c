/* Wrong arguments of point to point, by the class of the error that they give. */
// ranks: 2
// native: no
#include "show.h"

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
	int x[10] = { 0 }, n, flag;
	MPI_Request r = MPI_REQUEST_NULL, junk = (MPI_Request)x;
	MPI_Status s;
	MPI_Message m = MPI_MESSAGE_NULL;
	MPI_Datatype raw;
	WRONG(MPI_Send(x, -1, MPI_INT, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_DATATYPE_NULL, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, (MPI_Datatype)x, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, 2, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, -7, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, MPI_ANY_SOURCE, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, 1, -5, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, 1, MPI_ANY_TAG, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 1, MPI_INT, 1, 0, MPI_COMM_NULL));
	WRONG(MPI_Send(x, 1, MPI_INT, 1, 0, (MPI_Comm)x));
	WRONG(MPI_Send(NULL, 1, MPI_INT, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send((void *)-16, 100, MPI_INT, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Send(x, 0x7fffffff, MPI_DOUBLE, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Recv(x, -1, MPI_INT, 1, 0, MPI_COMM_WORLD, &s));
	WRONG(MPI_Recv(x, 1, MPI_INT, 2, 0, MPI_COMM_WORLD, &s));
	WRONG(MPI_Recv(x, 1, MPI_INT, 1, -5, MPI_COMM_WORLD, &s));
	WRONG(MPI_Isend(x, -1, MPI_INT, 1, 0, MPI_COMM_WORLD, &r));
	WRONG(MPI_Irecv(x, 1, MPI_INT, 5, 0, MPI_COMM_WORLD, &r));
	WRONG(MPI_Probe(3, 0, MPI_COMM_WORLD, &s));
	WRONG(MPI_Iprobe(0, -4, MPI_COMM_WORLD, &flag, &s));
	MPI_Type_contiguous(2, MPI_INT, &raw);
	WRONG(MPI_Send(x, 1, raw, 1, 0, MPI_COMM_WORLD));
	MPI_Type_free(&raw);
	WRONG(MPI_Wait(&junk, &s));
	WRONG(MPI_Waitall(-1, &r, &s));
	WRONG(MPI_Start(&r));
	WRONG(MPI_Request_free(&r));
	WRONG(MPI_Cancel(&r));
	WRONG(MPI_Mrecv(x, 1, MPI_INT, &m, &s));
	WRONG(MPI_Get_count(&s, MPI_DATATYPE_NULL, &n));
	WRONG(MPI_Bsend(x, 1, MPI_INT, 1, 0, MPI_COMM_WORLD));
	WRONG(MPI_Buffer_detach(&m, &n));
	char buffer[200];
	void *back;
	MPI_Buffer_attach(buffer, sizeof buffer);
	WRONG(MPI_Buffer_attach(buffer, sizeof buffer));
	WRONG(MPI_Bsend(x, 100, MPI_INT, rank, 0, MPI_COMM_WORLD));
	MPI_Buffer_detach(&back, &n);
	ONCE("detached: %d %d\n", back == buffer, n);
	/* Truncation: the part that fits is there, and only this receive has failed. */
	for (int length = 2; length < 100000; length *= 30) {
		int *out = calloc(length, sizeof *out);
		for (int i = 0; i < length; i++) out[i] = i + 1;
		if (rank == 1) {
			MPI_Send(out, length, MPI_INT, 0, 7, MPI_COMM_WORLD);
			MPI_Send(out, 1, MPI_INT, 0, 8, MPI_COMM_WORLD);
		} else {
			x[0] = x[1] = 0;
			WRONG(MPI_Recv(x, 1, MPI_INT, 1, 7, MPI_COMM_WORLD, &s));
			printf("%d %d, ", x[0], x[1]);
			WRONG(MPI_Recv(x, 1, MPI_INT, 1, 8, MPI_COMM_WORLD, &s));
		}
		free(out);
	}
	if (rank == 1) {
		MPI_Send(x, 10, MPI_INT, 0, 1, MPI_COMM_WORLD);
		MPI_Send(x, 1, MPI_INT, 0, 2, MPI_COMM_WORLD);
	} else {
		MPI_Request two[2];
		MPI_Status statuses[2];
		MPI_Irecv(x, 1, MPI_INT, 1, 1, MPI_COMM_WORLD, &two[0]);
		MPI_Irecv(x, 1, MPI_INT, 1, 2, MPI_COMM_WORLD, &two[1]);
		WRONG(MPI_Waitall(2, two, statuses));
		printf("%s %s\n", class_name(statuses[0].MPI_ERROR), class_name(statuses[1].MPI_ERROR));
		MPI_Recv_init(x, 1, MPI_INT, 1, 3, MPI_COMM_WORLD, &r);
		MPI_Start(&r);
		WRONG(MPI_Start(&r));
		MPI_Cancel(&r);
		MPI_Wait(&r, &s);
		MPI_Request_free(&r);
	}
	MPI_Finalize();
	return 0;
}
