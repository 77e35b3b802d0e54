/* The processes of this isle. */
#include "process.h"

struct process mpi_first_process = { .guarded = 1 };
struct process *mpi_processes;
