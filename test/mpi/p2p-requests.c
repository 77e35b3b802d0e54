/* Requests: waiting and testing for all, any, some; null and inactive ones; cancelling; generalized requests; statuses. */
// ranks: 2
// layouts: 1x2
#include "show.h"

static _Thread_local MPI_Status s;

static void describe(const char *what, const MPI_Status *s)
{
	int n, cancelled;
	MPI_Get_count(s, MPI_INT, &n);
	MPI_Test_cancelled(s, &cancelled);
	printf("%s: source %d tag %d count %d cancelled %d\n", what, s->MPI_SOURCE == MPI_ANY_SOURCE ? -9 : s->MPI_SOURCE,
		s->MPI_TAG == MPI_ANY_TAG ? -9 : s->MPI_TAG, n, cancelled);
}

static void null_requests(void)
{
	MPI_Request r[3] = { MPI_REQUEST_NULL, MPI_REQUEST_NULL, MPI_REQUEST_NULL };
	MPI_Status all[3];
	int flag = 7, index, n, indices[3];
	MPI_Wait(&r[0], &s);
	describe("wait for null", &s);
	MPI_Test(&r[0], &flag, &s);
	printf("test null: %d\n", flag);
	MPI_Waitany(3, r, &index, &s);
	printf("waitany: %d\n", index == MPI_UNDEFINED);
	MPI_Testany(3, r, &index, &flag, &s);
	printf("testany: %d %d\n", index == MPI_UNDEFINED, flag);
	MPI_Waitsome(3, r, &n, indices, all);
	printf("waitsome: %d\n", n == MPI_UNDEFINED);
	MPI_Testsome(3, r, &n, indices, all);
	printf("testsome: %d\n", n == MPI_UNDEFINED);
	MPI_Testall(3, r, &flag, all);
	printf("testall: %d\n", flag);
	MPI_Waitall(0, NULL, MPI_STATUSES_IGNORE);
	MPI_Request_get_status(MPI_REQUEST_NULL, &flag, &s);
	printf("get status: %d\n", flag);
}

/* Rank 1 sends with tags 0 to 5, each when it is told to. */
static void tell(int tag) { MPI_Send(&tag, 1, MPI_INT, 1, 100, MPI_COMM_WORLD); }
static void serve(int times)
{
	for (int i = 0; i < times; i++) {
		int tag;
		MPI_Recv(&tag, 1, MPI_INT, 0, 100, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
		MPI_Send(&tag, 1, MPI_INT, 0, tag, MPI_COMM_WORLD);
	}
}

static void sets(void)
{
	MPI_Request r[6];
	MPI_Status all[6];
	int x[6], flag, index, n, indices[6];
	for (int i = 0; i < 6; i++) MPI_Irecv(&x[i], 1, MPI_INT, 1, i, MPI_COMM_WORLD, &r[i]);
	MPI_Testall(6, r, &flag, all);
	printf("nothing yet: %d", flag);
	MPI_Testany(6, r, &index, &flag, &s);
	printf(" %d", flag);
	MPI_Testsome(6, r, &n, indices, all);
	printf(" %d\n", n);
	tell(3);
	MPI_Waitany(6, r, &index, &s);
	printf("any: %d %d, null now %d\n", index, x[index], r[index] == MPI_REQUEST_NULL);
	tell(5);
	MPI_Waitsome(6, r, &n, indices, all);
	printf("some: %d of index %d tag %d\n", n, indices[0], all[0].MPI_TAG);
	tell(0);
	do MPI_Testany(6, r, &index, &flag, &s); while (!flag);
	printf("testany: %d\n", index);
	tell(1);
	do MPI_Testsome(6, r, &n, indices, all); while (!n);
	printf("testsome: %d at %d\n", n, indices[0]);
	tell(2);
	do MPI_Request_get_status(r[2], &flag, &s); while (!flag);
	describe("status", &s);
	MPI_Test(&r[2], &flag, &s);
	printf("still there: %d\n", flag);
	tell(4);
	MPI_Waitall(6, r, all);
	describe("last", &all[4]);
	describe("gone before", &all[0]);
	for (int i = 0; i < 6; i++) printf("%d ", x[i]);
	printf("\n");
}

static void cancels(void)
{
	MPI_Request r;
	int x, flag;
	if (rank == 0) {
		MPI_Irecv(&x, 1, MPI_INT, 1, 50, MPI_COMM_WORLD, &r);
		MPI_Cancel(&r);
		MPI_Wait(&r, &s);
		MPI_Test_cancelled(&s, &flag);
		printf("cancelled: %d\n", flag);
		MPI_Recv_init(&x, 1, MPI_INT, 1, 51, MPI_COMM_WORLD, &r);
		MPI_Start(&r);
		MPI_Cancel(&r);
		MPI_Wait(&r, &s);
		MPI_Test_cancelled(&s, &flag);
		printf("persistent cancelled: %d\n", flag);
		MPI_Start(&r);
		tell(51);
		MPI_Wait(&r, &s);
		MPI_Test_cancelled(&s, &flag);
		printf("started again: %d, got %d\n", flag, x);
		MPI_Request_free(&r);
		/* A request that nobody waits for. */
		MPI_Isend(&x, 1, MPI_INT, 1, 52, MPI_COMM_WORLD, &r);
		MPI_Request_free(&r);
		printf("freed: %d\n", r == MPI_REQUEST_NULL);
	} else {
		serve(1);
		MPI_Recv(&x, 1, MPI_INT, 0, 52, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	}
}

static int queried, freed, cancelled;
static int on_query(void *state, MPI_Status *status)
{
	queried++;
	MPI_Status_set_elements(status, MPI_INT, *(int *)state);
	MPI_Status_set_cancelled(status, cancelled);
	status->MPI_SOURCE = 3;
	status->MPI_TAG = 4;
	return MPI_SUCCESS;
}
static int on_free(void *state) { freed++; return MPI_SUCCESS; }
static int on_cancel(void *state, int complete) { cancelled = 1 + complete; return MPI_SUCCESS; }

static void generalized(void)
{
	MPI_Request r;
	int elements = 12, flag;
	MPI_Grequest_start(on_query, on_free, on_cancel, &elements, &r);
	MPI_Test(&r, &flag, &s);
	printf("generalized: %d", flag);
	MPI_Grequest_complete(r);
	MPI_Wait(&r, &s);
	printf(" queried %d freed %d\n", queried, freed);
	describe("status", &s);
	MPI_Grequest_start(on_query, on_free, on_cancel, &elements, &r);
	MPI_Cancel(&r);
	MPI_Grequest_complete(r);
	MPI_Wait(&r, &s);
	MPI_Test_cancelled(&s, &flag);
	printf("cancelled %d %d, freed %d\n", cancelled, flag, freed);
}

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	if (rank == 0) {
		null_requests();
		sets();
	} else serve(6);
	cancels();
	if (rank == 0) {
		generalized();
	}
	MPI_Finalize();
	return 0;
}
