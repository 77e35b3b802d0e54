// driver: no
/* Collectives that do not fit together. The first argument tells which. */
#include "coll.h"

int main(int argc, char **argv)
{
	begin(&argc, &argv);
	const char *what = argv[1];
	int a[200] = { 0 }, b[200] = { 0 }, odd = rank == 1;
	MPI_Barrier(MPI_COMM_WORLD);
	if (!strcmp(what, "function")) {
		if (odd) MPI_Bcast(a, 3, MPI_INT, 0, MPI_COMM_WORLD);
		else MPI_Reduce(a, b, 3, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
	}
	if (!strcmp(what, "root")) MPI_Bcast(a, 3, MPI_INT, odd, MPI_COMM_WORLD);
	if (!strcmp(what, "operation")) MPI_Allreduce(a, b, 3, MPI_INT, odd ? MPI_MAX : MPI_SUM, MPI_COMM_WORLD);
	if (!strcmp(what, "count")) MPI_Allreduce(a, b, odd ? 2 : 3, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	if (!strcmp(what, "long")) MPI_Bcast(a, odd ? 20 : 200, MPI_INT, 0, MPI_COMM_WORLD);
	if (!strcmp(what, "type")) MPI_Bcast(a, odd ? 4 : 8, odd ? MPI_DOUBLE : MPI_INT, 0, MPI_COMM_WORLD);
	if (!strcmp(what, "later")) {
		MPI_Request q;
		if (odd) MPI_Ibarrier(MPI_COMM_WORLD, &q);
		else MPI_Ibcast(a, 1, MPI_INT, 0, MPI_COMM_WORLD, &q);
		MPI_Wait(&q, MPI_STATUS_IGNORE);
	}
	if (!strcmp(what, "counts")) {
		int counts[8] = { 5, 5, 5, 5, 5, 5, 5, 5 }, at[8] = { 0, 5, 10, 15, 20, 25, 30, 35 };
		MPI_Gatherv(a, odd ? 6 : 5, MPI_INT, b, counts, at, MPI_INT, 0, MPI_COMM_WORLD);
	}
	if (!strcmp(what, "returned")) {
		/* What does not fit is cut, and an error; nothing is written beyond the buffer. */
		MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
		for (int i = 0; i < 200; i++) a[i] = rank == 0 ? 7 : 1;
		int error = MPI_Bcast(a, rank == 0 ? 200 : 150, MPI_INT, 0, MPI_COMM_WORLD), class_ = 0;
		if (error) MPI_Error_class(error, &class_);
		CHECK(class_ == (rank == 0 ? MPI_SUCCESS : MPI_ERR_TRUNCATE), "class %d", class_);
		for (int i = 0; i < 200; i++) CHECK(a[i] == (i < 150 || rank == 0 ? 7 : 1), "[%d] = %d", i, a[i]);
	}
	if (!strncmp(what, "each-", 5)) {
		/* With HERMIT_MPI_CHECK every rank gets the error, and what follows goes on. */
		MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
		int error = 0, length, counts[8] = { 5, 5, 5, 5, 5, 5, 5, 5 }, at[8] = { 0, 5, 10, 15, 20, 25, 30, 35 };
		for (int i = 0; i < 3; i++) {
			if (!strcmp(what, "each-function")) error = odd ? MPI_Barrier(MPI_COMM_WORLD) : MPI_Bcast(a, 1, MPI_INT, 0, MPI_COMM_WORLD);
			if (!strcmp(what, "each-root")) error = MPI_Reduce(a, b, 100, MPI_INT, MPI_SUM, odd, MPI_COMM_WORLD);
			if (!strcmp(what, "each-counts")) error = MPI_Gatherv(a, odd ? 6 : 5, MPI_INT, b, counts, at, MPI_INT, 0, MPI_COMM_WORLD);
			if (!strcmp(what, "each-later")) {
				MPI_Request q;
				error = odd ? MPI_Ibarrier(MPI_COMM_WORLD, &q) : MPI_Ibcast(a, 1, MPI_INT, 0, MPI_COMM_WORLD, &q);
				if (!error) error = MPI_Wait(&q, MPI_STATUS_IGNORE);
			}
			CHECK(error != MPI_SUCCESS, "no error");
			CHECK(MPI_Allreduce(&rank, &length, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD) == MPI_SUCCESS && length == size * (size - 1) / 2, "after it");
		}
	}
	if (!strcmp(what, "exit") && odd) exit(3);
	if (!strcmp(what, "trap") && odd) __builtin_trap();
	if (!strcmp(what, "exit") || !strcmp(what, "trap")) for (int i = 0; i < 3; i++) MPI_Allreduce(a, b, i * 50, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	if (!strcmp(what, "exit-long") && odd) exit(3);
	if (!strcmp(what, "exit-long")) {
		int n = 1 << 18, *x = ints(n), *y = ints(n);
		MPI_Allreduce(x, y, n, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
	}
	return end("coll-mismatch");
}
