/* What may be asked of the library itself, memory of its own, and forms of calls that differ in an argument's width. */
// ranks: 1 2
#include "show.h"

static void before(void)
{
	int flag = -1, version = 0, subversion = 0, length = 0;
	char text[MPI_MAX_LIBRARY_VERSION_STRING];
	MPI_Initialized(&flag);
	if (flag) printf("initialized too early\n");
	MPI_Finalized(&flag);
	if (flag) printf("finalized too early\n");
	MPI_Get_version(&version, &subversion);
	if (version < 3 || (version == 3 && subversion < 1)) printf("version %d.%d\n", version, subversion);
	MPI_Get_library_version(text, &length);
	if (length <= 0 || (int)strlen(text) != length) printf("library version of %d characters\n", length);
}

static void sizes(void)
{
	MPI_Datatype pair, complex;
	MPI_Count size, lb, extent, elements = 0;
	MPI_Status status;
	int lengths[] = { 1, 1 }, count = 0;
	MPI_Aint offsets[] = { 0, 8 };
	MPI_Datatype types[] = { MPI_INT, MPI_DOUBLE };
	MPI_Type_create_struct(2, lengths, offsets, types, &pair);
	MPI_Type_commit(&pair);
	MPI_Type_size_x(pair, &size);
	MPI_Type_get_extent_x(pair, &lb, &extent);
	show("size %lld, from %lld, extent %lld", (long long)size, (long long)lb, (long long)extent);
	MPI_Type_get_true_extent_x(pair, &lb, &extent);
	show("truly from %lld, extent %lld", (long long)lb, (long long)extent);
	MPI_Type_create_f90_complex(10, 100, &complex);
	MPI_Type_size_x(complex, &size);
	show("complex of 10 digits: %lld bytes", (long long)size);
	memset(&status, 0, sizeof status);
	MPI_Status_set_elements_x(&status, MPI_INT, 7);
	MPI_Get_elements_x(&status, MPI_INT, &elements);
	MPI_Get_count(&status, MPI_INT, &count);
	show("elements %lld, count %d", (long long)elements, count);
	MPI_Type_free(&pair);
}

static void ready(void)
{
	int next = (rank + 1) % size, last = (rank + size - 1) % size, out = 0, in = -1, sum = 0;
	MPI_Request requests[2];
	MPI_Recv_init(&in, 1, MPI_INT, last, 4, MPI_COMM_WORLD, &requests[0]);
	MPI_Rsend_init(&out, 1, MPI_INT, next, 4, MPI_COMM_WORLD, &requests[1]);
	for (int i = 0; i < 5; i++) {
		out = 100 * rank + i;
		MPI_Start(&requests[0]);
		/* A ready send wants its receive posted. */
		MPI_Barrier(MPI_COMM_WORLD);
		MPI_Start(&requests[1]);
		MPI_Waitall(2, requests, MPI_STATUSES_IGNORE);
		sum += in == 100 * last + i;
	}
	MPI_Request_free(&requests[0]);
	MPI_Request_free(&requests[1]);
	show("ready sends that came: %d", sum);
}

static void all_to_all(void)
{
	int out[8], in[8], counts[8], offsets[8], right = 0;
	MPI_Datatype types[8];
	MPI_Request request;
	for (int i = 0; i < size; i++) {
		out[i] = 10 * rank + i;
		counts[i] = 1;
		offsets[i] = i * sizeof(int);
		types[i] = MPI_INT;
	}
	MPI_Ialltoallw(out, counts, offsets, types, in, counts, offsets, types, MPI_COMM_WORLD, &request);
	MPI_Wait(&request, MPI_STATUS_IGNORE);
	for (int i = 0; i < size; i++) right += in[i] == 10 * i + rank;
	show("right: %d", right == size);
}

int main(int argc, char **argv)
{
	int flag = 0, length = 0;
	char name[MPI_MAX_PROCESSOR_NAME];
	double *memory = NULL;
	before();
	begin(&argc, &argv);
	MPI_Initialized(&flag);
	show("initialized: %d", flag);
	MPI_Get_processor_name(name, &length);
	show("a name: %d", length > 0 && (int)strlen(name) == length);
	double now = MPI_Wtime();
	show("a step of the clock: %d, it goes on: %d", MPI_Wtick() > 0 && MPI_Wtick() < 0.01, MPI_Wtime() >= now);
	show("levels of profiling: %d", MPI_Pcontrol(1));
	MPI_Alloc_mem(1000 * sizeof(double), MPI_INFO_NULL, &memory);
	for (int i = 0; i < 1000; i++) memory[i] = i;
	show("memory: %g, freed: %d", memory[999], MPI_Free_mem(memory));
	sizes();
	ready();
	all_to_all();
	MPI_Finalize();
	MPI_Finalized(&flag);
	if (!flag) printf("not finalized\n");
	return 0;
}
