/* Operations as the library uses them, and the predefined ones. The loops are in op_loops.c. */
#include <stdlib.h>
#include "op_loops.h"

#define OPERATION(variable, text, row) \
	struct mpi_op variable = { \
		.object = { OBJECT_OP, 1 }, .commutes = 1, .number = row, .name = text \
	}

OPERATION(__mpi_max, "MPI_MAX", LOOP_MAX);
OPERATION(__mpi_min, "MPI_MIN", LOOP_MIN);
OPERATION(__mpi_sum, "MPI_SUM", LOOP_SUM);
OPERATION(__mpi_prod, "MPI_PROD", LOOP_PROD);
OPERATION(__mpi_land, "MPI_LAND", LOOP_LAND);
OPERATION(__mpi_band, "MPI_BAND", LOOP_BAND);
OPERATION(__mpi_lor, "MPI_LOR", LOOP_LOR);
OPERATION(__mpi_bor, "MPI_BOR", LOOP_BOR);
OPERATION(__mpi_lxor, "MPI_LXOR", LOOP_LXOR);
OPERATION(__mpi_bxor, "MPI_BXOR", LOOP_BXOR);
OPERATION(__mpi_minloc, "MPI_MINLOC", LOOP_MINLOC);
OPERATION(__mpi_maxloc, "MPI_MAXLOC", LOOP_MAXLOC);
/* Only accumulates of one-sided communication take these. */
OPERATION(__mpi_replace, "MPI_REPLACE", LOOP_REPLACE);
OPERATION(__mpi_no_op, "MPI_NO_OP", LOOP_NO_OP);

int op_check(const operation *op, const datatype *t)
{
	if (op->user) return MPI_SUCCESS;
	if (op->number >= LOOPS) return MPI_ERR_OP;
	/* Derived types are for operations of the program's own, even if they are made of one basic type. */
	if (!(t->flags & TYPE_PREDEFINED) || t->basic == BASIC_NONE) return MPI_ERR_OP;
	return op_loops[op->number][t->basic] ? MPI_SUCCESS : MPI_ERR_OP;
}

void op_apply(const operation *op, const void *in, void *inout, int count, datatype *t)
{
	if (likely(!op->user)) {
		op_loops[op->number][t->basic](in, inout, count);
		return;
	}
	MPI_Datatype handle = t;
	op->user((void *)in, inout, &count, &handle);
}

void op_keep(operation *op)
{
	if (op->user) op->object.references++;
}

void op_release(operation *op)
{
	if (!op->user || --op->object.references) return;
	op->object.kind = 0;
	free(op);
}
