/* For programs that check collectives: they print what is wrong, at most some lines a rank, and rank 0 a last line with the sum. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ranks of one isle share variables that are not of a thread. */
#define PER_RANK static _Thread_local
PER_RANK int rank, size, wrong;

#define CHECK(condition, ...) do { \
	if (!(condition) && wrong++ < 5) { \
		printf("rank %d of %d: ", rank, size); \
		printf(__VA_ARGS__); \
		putchar('\n'); \
	} \
} while (0)

static inline int *ints(int n) { return calloc(n + 1, sizeof(int)); }
static inline int value(int r, int i) { return r * 100003 + i; }

static void begin(int *argc, char ***argv)
{
	MPI_Init(argc, argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
}

static int end(const char *name)
{
	int all = -1;
	MPI_Reduce(&wrong, &all, 1, MPI_INT, MPI_SUM, 0, MPI_COMM_WORLD);
	if (rank == 0) printf("%s: %d wrong\n", name, all);
	MPI_Finalize();
	return 0;
}
