/* How the programs here print: from rank 0, what all ranks have to say in order of rank. */
#ifndef SHOW_H
#define SHOW_H

#include <mpi.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Ranks of one isle share the variables of the program: so these belong to the thread. */
static _Thread_local int rank, size;
static _Thread_local MPI_Comm show_comm;    /* of the printing alone */

__attribute__((unused)) static void begin(int *argc, char ***argv)
{
	setvbuf(stdout, NULL, _IOLBF, 0);
	MPI_Init(argc, argv);
	MPI_Comm_rank(MPI_COMM_WORLD, &rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	MPI_Comm_dup(MPI_COMM_WORLD, &show_comm);
}

/* A line of what each rank says. */
__attribute__((unused, format(printf, 1, 2))) static void show(const char *format, ...)
{
	char line[4096];
	va_list more;
	va_start(more, format);
	vsnprintf(line, sizeof line, format, more);
	va_end(more);
	if (rank) {
		MPI_Send(line, strlen(line) + 1, MPI_CHAR, 0, 0, show_comm);
		return;
	}
	printf("%s", line);
	for (int i = 1; i < size; i++) {
		MPI_Recv(line, sizeof line, MPI_CHAR, i, 0, show_comm, MPI_STATUS_IGNORE);
		printf(" | %s", line);
	}
	printf("\n");
}

/* The same for all. */
#define ONCE(...) do { if (!rank) printf(__VA_ARGS__); } while (0)

/* The class of what a call returned, as a name. */
__attribute__((unused)) static const char *class_name(int code)
{
	static const struct { int class; const char *name; } names[] = {
#define N(name) { MPI_##name, #name },
		N(SUCCESS) N(ERR_BUFFER) N(ERR_COUNT) N(ERR_TYPE) N(ERR_TAG) N(ERR_COMM) N(ERR_RANK) N(ERR_REQUEST) N(ERR_ROOT) N(ERR_GROUP) N(ERR_OP)
		N(ERR_TOPOLOGY) N(ERR_DIMS) N(ERR_ARG) N(ERR_UNKNOWN) N(ERR_TRUNCATE) N(ERR_OTHER) N(ERR_INTERN) N(ERR_PENDING) N(ERR_IN_STATUS)
		N(ERR_KEYVAL) N(ERR_NO_MEM) N(ERR_BASE) N(ERR_INFO_KEY) N(ERR_INFO_VALUE) N(ERR_INFO_NOKEY) N(ERR_WIN) N(ERR_SIZE) N(ERR_DISP)
		N(ERR_INFO) N(ERR_LOCKTYPE) N(ERR_ASSERT) N(ERR_RMA_CONFLICT) N(ERR_RMA_SYNC) N(ERR_RMA_RANGE) N(ERR_RMA_ATTACH)
		N(ERR_RMA_SHARED) N(ERR_RMA_FLAVOR) N(ERR_UNSUPPORTED_OPERATION)
#undef N
	};
	int class = -1;
	MPI_Error_class(code, &class);
	for (unsigned i = 0; i < sizeof names / sizeof *names; i++) if (names[i].class == class) return names[i].name;
	return "another class";
}

/* A call that is wrong, with MPI_ERRORS_RETURN: its text and the class of its error. */
#define WRONG(call) do { int code_ = (call); if (!rank) printf("%s: %s\n", #call, class_name(code_)); } while (0)

#endif
